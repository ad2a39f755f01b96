import { expect, test } from 'vitest'
import { forwarded } from '../../../../server/src/http/door/forwarded.ts'

const seen = (trusted: string[], remote: string, headers: Record<string, string> = {}) =>
  forwarded(trusted)({ socket: { remoteAddress: remote }, headers } as never)

test('a forwarded address counts only from trusted proxies, read from the near end', () => {
  const from = (trusted: string[], remote: string, claimed?: string): string =>
    seen(trusted, remote, claimed === undefined ? {} : { 'x-forwarded-for': claimed }).address
  expect(from([], '10.0.0.1', '1.2.3.4')).toBe('10.0.0.1')
  expect(from(['10.0.0.0/8'], '10.0.0.1', '1.2.3.4')).toBe('1.2.3.4')
  expect(from(['10.0.0.0/8'], '10.0.0.1', 'spoofed, 9.9.9.9, 1.2.3.4, 10.0.0.2')).toBe('1.2.3.4')
  expect(from(['10.0.0.0/8'], '192.168.0.1', '1.2.3.4')).toBe('192.168.0.1')
  expect(from(['10.0.0.0/8'], '10.0.0.1', 'nonsense')).toBe('10.0.0.1')
  expect(from(['::1'], '::1', '2001:db8::1')).toBe('2001:db8::1')
  expect(from(['10.0.0.1'], '::ffff:10.0.0.1', '::ffff:1.2.3.4')).toBe('1.2.3.4')
})

test('host and scheme are what a trusted proxy heard first; from anybody else they are the request’s own', () => {
  const headers = {
    host: '127.0.0.1:9095',
    'x-forwarded-host': 'ops.example.com, inner.example.com',
    'x-forwarded-proto': 'HTTPS, http',
  }
  expect(seen(['10.0.0.1'], '10.0.0.1', headers)).toMatchObject({
    host: 'ops.example.com',
    scheme: 'https',
    named: ['127.0.0.1:9095', 'ops.example.com', 'inner.example.com'],
  })
  expect(seen(['10.0.0.1'], '10.0.0.2', headers)).toMatchObject({
    host: '127.0.0.1:9095',
    scheme: 'http',
    named: ['127.0.0.1:9095'],
  })
  expect(seen(['10.0.0.1'], '10.0.0.1')).toMatchObject({ host: undefined, scheme: 'http', named: [] })
})
