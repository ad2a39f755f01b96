import { expect, test } from 'vitest'
import {
  placeOfLooked,
  readLooked,
  serverQuery,
} from '../../../../src/renderer/features/audit/audit-query.ts'

test('what is looked for is a link, and reads back as itself', () => {
  const looked = {
    who: 'Ana & Bo',
    what: 'silence',
    result: 'refused',
    from: '2026-11-24T03:00',
    to: '',
  }
  const place = placeOfLooked(looked)
  expect(readLooked(place.split('?')[1] ?? '')).toEqual(looked)
  expect(placeOfLooked(readLooked(''))).toBe('/audit')
})

test('the server is asked for the moment that a person in this zone means', () => {
  const query = serverQuery(readLooked('from=2026-11-24T03:00&to=nonsense&result=everything'))
  expect([...query]).toEqual([['from', new Date(2026, 10, 24, 3, 0).toISOString()]])
})
