import { expect, test } from 'vitest'
import {
  BEAT,
  type DutySeen,
  dutyOf,
  GONE,
  gone,
  LEASE,
  nextBeat,
  present,
  vanished,
} from '../../../server/src/cluster/presence.ts'

const AT = 1_000_000
const node = (id: string, age: number, name = id) => ({ id, name, seen: AT - age })
const seen = (some: Partial<DutySeen>): DutySeen => ({
  at: AT,
  keeper: 'a',
  keeperTerm: 3,
  rows: [],
  ...some,
})

test('who was heard of within 6 s is there; a clock that stepped back makes nobody present for ever', () => {
  const rows = [node('a', 0), node('b', GONE - 1), node('c', GONE), node('d', -GONE), node('e', -100)]
  expect(present(rows, AT).map(({ id }) => id)).toEqual(['a', 'b', 'e'])
})

test('who vanished is told until it is there again under its name, or forgotten', () => {
  const rows = [
    node('a', 0),
    node('b', 7_000),
    node('b-before', 9_000, 'b'),
    node('c-before', 8_000, 'c'),
    node('c', 10),
    node('d', 700_000),
  ]
  expect(vanished(rows, AT).map(({ id }) => id)).toEqual(['b'])
})

test('the duty is free where nobody had it, where whoever had it left, and 4 s after it was last heard of', () => {
  expect(dutyOf(seen({ keeper: '', keeperTerm: 0 }), 'me')).toBe('first')
  expect(dutyOf(seen({ keeper: '' }), 'me')).toBe('left')
  expect(dutyOf(seen({ keeper: 'me' }), 'me')).toBe('mine')
  expect(dutyOf(seen({ rows: [node('a', LEASE - 1)] }), 'me')).toBe('another')
  expect(dutyOf(seen({ rows: [node('a', LEASE)] }), 'me')).toBe('vanished')
  expect(dutyOf(seen({ rows: [node('b', 0)] }), 'me')).toBe('vanished')
})

test('whoever waits for the duty looks when it would be free, so that it is in force within 5 s', () => {
  expect(nextBeat(seen({ keeper: 'me' }), 'me')).toBe(BEAT)
  expect(nextBeat(seen({ rows: [node('a', 0)] }), 'me')).toBe(BEAT)
  for (const age of [2_100, 3_000, 3_999, 20_000]) {
    const pause = nextBeat(seen({ rows: [node('a', age)] }), 'me')
    expect(pause).toBeGreaterThan(0)
    expect(age + pause).toBeLessThan(Math.max(age, LEASE) + 200)
    expect(age + pause).toBeGreaterThan(LEASE)
  }
  // Its clock is another: nothing is known of when that would be.
  expect(nextBeat(seen({ rows: [node('a', -60_000)] }), 'me')).toBe(BEAT)
})

test('one that is not there any more left if its row is gone, and vanished if it is only old', () => {
  const before = ['a', 'b', 'c'].map((id) => node(id, 1_000))
  expect(gone(before, [node('a', 0), node('b', GONE), node('d', GONE)], AT)).toEqual(['vanished', 'left'])
})
