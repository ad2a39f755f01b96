import { expect, test } from 'vitest'
import { isReadable, readAddress } from '../../../../src/renderer/features/assistant/read-address.ts'

const GOOD: readonly (readonly [string, string])[] = [
  ['watch.example.com', 'https://watch.example.com'],
  ['  watch.example.com/ ', 'https://watch.example.com'],
  ['watch.example.com:9095', 'https://watch.example.com:9095'],
  ['http://127.0.0.1:9095', 'http://127.0.0.1:9095'],
  ['127.0.0.1:9095', 'http://127.0.0.1:9095'],
  ['localhost:9095', 'http://localhost:9095'],
  ['[::1]:9095', 'http://[::1]:9095'],
  ['https://localhost:9095', 'https://localhost:9095'],
  ['HTTPS://Watch.Example.COM', 'https://watch.example.com'],
  ['https://example.com/watch/', 'https://example.com/watch'],
  ['https://watch.example.com/index.html?x=1#/alert/1', 'https://watch.example.com'],
  ['10.1.4.7:9095', 'https://10.1.4.7:9095'],
]

test.each(GOOD)('%s is %s', (typed, address) => {
  expect(readAddress(typed)).toEqual({ ok: true, address })
})

const BAD: readonly (readonly [string, string])[] = [
  ['', 'Type the address of the server.'],
  ['ftp://watch.example.com', 'The address begins with https:// or http://.'],
  ['javascript:alert(1)', 'This is no address. One looks like watch.example.com.'],
  ['watch example com', 'This is no address. One looks like watch.example.com.'],
  ['https://', 'This is no address. One looks like watch.example.com.'],
  ['https://ana:secret@watch.example.com', 'No user or password in the address: a token has its own field.'],
]

test.each(BAD)('"%s" is refused: %s', (typed, error) => {
  expect(readAddress(typed)).toEqual({ ok: false, error })
})

test('what goes unencrypted over a network is said, what stays on this computer is not', () => {
  expect(isReadable('http://watch.internal:9095')).toBe(true)
  expect(isReadable('http://127.0.0.1:9095')).toBe(false)
  expect(isReadable('https://watch.example.com')).toBe(false)
})
