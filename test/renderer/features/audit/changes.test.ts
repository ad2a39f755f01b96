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

test('of a list each is compared with itself, by its id; a single one needs no name', () => {
  expect(changesOf([{ id: 'a', name: 'Ana' }], undefined).changed).toEqual([
    { field: 'id', before: 'a', after: undefined },
    { field: 'name', before: 'Ana', after: undefined },
  ])
  const before = [
    { fingerprint: 'f1', by: null },
    { fingerprint: 'f2', by: null },
  ]
  const after = [
    { fingerprint: 'f2', by: 'Ana' },
    { fingerprint: 'f1', by: 'Ana' },
  ]
  expect(changesOf(before, after)).toEqual({
    changed: [
      { field: 'f1: by', before: 'null', after: 'Ana' },
      { field: 'f2: by', before: 'null', after: 'Ana' },
    ],
    same: 2,
  })
})
