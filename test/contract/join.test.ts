import { isJoinable, joinLink, readInvitation } from '@watchfloor/contract'
import { expect, test } from 'vitest'

const CODE = 'A'.repeat(43)
const queryOf = (link: string): string => link.split('?').slice(1).join('?')
const read = (server: string, code = CODE) => readInvitation(`${new URLSearchParams({ server, code })}`)

test('a link is read as it was made, and nothing in it needs to be encoded again', () => {
  for (const server of [
    'https://watch.example.com',
    'https://w.example.com:8443/a/b',
    'http://127.0.0.1:9095',
  ]) {
    const link = joinLink({ server, code: CODE })
    expect(link).toMatch(/^watchfloor:\/\/join\?[\x21-\x7e]+$/)
    expect(readInvitation(queryOf(link))).toEqual({ server, code: CODE })
  }
})

test.each([
  'http://watch.example.com',
  'http://10.0.0.5',
  'http://127.0.0.1.example.com',
  'ftp://watch.example.com',
  'file:///etc/passwd',
  'https://ana:secret@watch.example.com',
  'https://watch.example.com@evil.example',
  'https://watch.example.com/?x=1',
  'https://watch.example.com/#/x',
  'https://',
  'watch.example.com',
  `https://watch.example.com/${'x'.repeat(2_048)}`,
])('no desk is sent to %s', (server) => {
  expect(read(server)).toBeUndefined()
})

test('a host in other letters is told apart from what it looks like', () => {
  // The first letter of the host is Cyrillic; what turns the order of the text after it is no part of a host.
  expect(read('https://\u0430pple.example')?.server).toBe('https://xn--pple-43d.example')
  expect(read('https://watch.example.com\u202e')).toBeUndefined()
  expect(read('https://watch.example.com/\u202emoc.live')?.server).toBe(
    'https://watch.example.com/%E2%80%AEmoc.live',
  )
  expect(read('https://WATCH.example.com./')?.server).toBe('https://watch.example.com.')
  expect(read('https://0x7f.1/')?.server).toBe('https://127.0.0.1')
})

test.each([
  ['a code that is none', `${new URLSearchParams({ server: 'https://a.example', code: 'short' })}`],
  ['no code', 'server=https://a.example'],
  ['no server', `code=${CODE}`],
  ['something more', `${new URLSearchParams({ server: 'https://a.example', code: CODE, token: 'x' })}`],
  ['nothing', ''],
])('%s is no invitation', (_, query) => {
  expect(readInvitation(query)).toBeUndefined()
})

test('a server on plain http takes desks of its own computer only', () => {
  expect(isJoinable('http://localhost:9095')).toBe(true)
  expect(isJoinable('http://[::1]:9095/prefix')).toBe(true)
  expect(isJoinable('http://watch')).toBe(false)
})
