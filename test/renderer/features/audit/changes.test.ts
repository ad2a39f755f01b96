import { expect, test } from 'vitest'
import { changesOf } from '../../../../src/renderer/features/audit/changes.ts'

test('fields that differ stand beside each other, whatever has gone or come among them; the others are counted', () => {
  const before = { comment: 'db', ends_at: 'a', matchers: [{ name: 'team' }], gone: true }
  const after = { comment: 'db', ends_at: 'b', matchers: [{ name: 'team' }], come: null }
  expect(changesOf(before, after)).toEqual({
    changed: [
      { field: 'ends_at', before: 'a', after: 'b' },
      { field: 'gone', before: 'true', after: undefined },
      { field: 'come', before: undefined, after: 'null' },
    ],
    same: 2,
  })
})

test('what came to be has nothing before, what ended nothing after', () => {
  expect(changesOf(undefined, { name: 'Ana' }).changed).toEqual([
    { field: 'name', before: undefined, after: 'Ana' },
  ])
  expect(changesOf({ name: 'Ana' }, undefined).changed).toEqual([
    { field: 'name', before: 'Ana', after: undefined },
  ])
})

test('what has no fields is compared as a whole', () => {
  expect(changesOf('a', ['b']).changed).toEqual([{ field: '', before: 'a', after: '["b"]' }])
  expect(changesOf(1, 1)).toEqual({ changed: [], same: 1 })
})
