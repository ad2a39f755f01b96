import { expect, test } from 'vitest'
import { prefixOf } from '../../../../server/src/config/door-settings.ts'
import { placesUnder } from '../../../../server/src/http/door/places.ts'

test.each([
  ['', '', ''],
  ['https://ops.example.com', '', ''],
  ['https://ops.example.com/', '', ''],
  ['https://ops.example.com/wf/', '', '/wf'],
  ['https://ops.example.com/a/b', '', '/a/b'],
  ['https://ops.example.com/////wf//', '', '/wf'],
  ['https://ops.example.com/wf', '/', ''],
  ['https://ops.example.com/wf', '//', ''],
  ['https://ops.example.com/wf', 'other/', '/other'],
  ['', '/a/b/', '/a/b'],
])('external_url %j and route_prefix %j: paths begin with %j', (external_url, route_prefix, prefix) => {
  expect(prefixOf({ external_url, web: { route_prefix } })).toBe(prefix)
})

test('no path that a redirect names leads to another host, and each is clean', () => {
  const parts = [
    '/',
    '//',
    '\\',
    '.',
    '..',
    '%2e',
    '%2F',
    '%5c',
    'evil.example',
    'a',
    '%3f',
    '%23',
    '%00',
    '?x=1',
  ]
  for (const prefix of ['', '/wf']) {
    const placeOf = placesUnder(prefix)
    for (const first of parts)
      for (const second of parts)
        for (const third of parts) {
          const url = `/${first}${second}${third}`
          const place = placeOf('GET', url)
          if (place.at !== 'elsewhere') continue
          const target = new URL(place.location, 'http://here.example')
          expect(target.host, url).toBe('here.example')
          expect(place.location, url).toMatch(/^\/(?![/\\])/)
          // It is found there, and not sent on again to where it was.
          const next = placeOf('GET', place.location)
          expect(
            next.at === 'elsewhere' && next.status === 301 && next.location === place.location,
            url,
          ).toBe(false)
        }
  }
})

test.each([
  ['/api/v2/%63redentials', '/api/v2/credentials'],
  ['/%61pi/v2/credential%73?a=%73', '/api/v2/credentials?a=%73'],
  ['/metric%73', '/metrics'],
  ['/api/v2/silence/a%2Db%5f%7E%2e', '/api/v2/silence/a-b_~.'],
])(
  'a path that is spelled %s leads to the one spelling of it, which rules of a proxy are about',
  (url, to) => {
    expect(placesUnder('')('GET', url)).toEqual({ at: 'elsewhere', status: 301, location: to })
  },
)

test('what must be encoded stays as it is', () => {
  for (const url of [
    '/a%2Fb',
    '/a%20b',
    '/a%3Fb',
    '/a%C3%A4',
    '/a%25b',
    '/a%2563',
    '/a%zz',
    '/a%40%5B%60%7B',
  ])
    expect(placesUnder('')('GET', url)).toEqual({ at: 'here', path: url })
})
