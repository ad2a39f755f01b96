import { expect, test } from 'vitest'
import { textWithoutSecrets, withoutSecrets } from '../../../src/main/report/without-secrets.ts'

const known = { secrets: ['hunter2'], home: '/home/ana', server: 'https://watch.example.com:8443' }
const clean = (text: string): string => textWithoutSecrets(text, known)

test.each([
  ['the password is hunter2', 'the password is [removed]'],
  ['at /home/ana/.config/x', 'at ~/.config/x'],
  ['https://ana:pw@host.example/x?token=1#/y', 'https://[removed]@host.example/[removed]?[removed]'],
  ['https://hooks.example/services/T0/B0/abc', 'https://hooks.example/[removed]'],
  [
    'https://watch.example.com:8443/api/v2/board?filter=a',
    'https://watch.example.com:8443/api/v2/board?[removed]',
  ],
  ['http://prom-eu:9090 is quiet', 'http://prom-eu:9090 is quiet'],
  ['file:///opt/app/main.js:12:3', 'file:///opt/app/main.js:12:3'],
  ['watchfloor://join?server=x&code=y', 'watchfloor://join?[removed]'],
  ['Authorization: Bearer abc.def', 'Authorization: [removed]'],
  ['sent "Basic YTpi" there', 'sent "Basic [removed]" there'],
  ['{"api_key": "a b", "n": 1}', '{"api_key": [removed], "n": 1}'],
  ["client_secret='x' and more", 'client_secret=[removed] and more'],
  ['Set-Cookie: sid=1; Path=/', 'Set-Cookie: [removed]'],
  ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0xyz0123456789', 'eyJhbGciOiJIUzI1NiJ9.[removed]'],
  ['-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----', '[removed]'],
  [
    "Error: connect ECONNREFUSED 127.0.0.1:9095\n  code: 'ECONNREFUSED'",
    "Error: connect ECONNREFUSED 127.0.0.1:9095\n  code: 'ECONNREFUSED'",
  ],
  [
    'at run (/opt/Watchfloor1/resources/app/out/main/index:12',
    'at run (/opt/Watchfloor1/resources/app/out/main/index:12',
  ],
  ['key c2VjcmV0/LXNlY3JldC1zZWNyZXQtc2VjcmV0MQ==', 'key [removed]'],
  ['a life 3f2a9b1c-0d4e-4f6a-8b7c-1d2e3f4a5b6c', 'a life [removed]'],
])('%j is told as %j', (text, told) => {
  expect(clean(text)).toBe(told)
})

test('in a value every text is cleaned, and what a secret’s name holds goes whole', () => {
  expect(
    withoutSecrets(
      { token: 'x', deep: [{ 'X-Api-Key': 'y', message: 'hunter2', n: 1, none: null }], hunter2: true },
      known,
    ),
  ).toEqual({
    token: '[removed]',
    deep: [{ 'X-Api-Key': '[removed]', message: '[removed]', n: 1, none: null }],
    '[removed]': true,
  })
})
