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
