import { expect, test } from 'vitest'
import { isAgain, isGoingOn, isOfLife } from '../../contract/src/episode.ts'
import { startOf, worstFirst } from '../../contract/src/urgency.ts'
import { sampleAlert } from '../support/sample-alert.ts'

const episode = { since: '2026-11-24T02:00:00.000Z', lives: 5, changed_at: '2026-11-24T03:08:00.000Z' }

test('S10: all lives from the one with which it turned out to flap are one, and no other is', () => {
  const alert = { life: 'b.30', first_life: 'a.10' }
  for (const one of ['a.10', 'a.17', 'b.30']) expect(isOfLife(alert, one), one).toBe(true)
  for (const other of ['a.9', 'b.31', 'none']) expect(isOfLife(alert, other), other).toBe(false)
  expect(isOfLife({ life: 'b.30' }, 'a.10')).toBe(false)
  expect([isAgain(alert), isAgain({ life: 'a.10', first_life: 'a.10' }), isAgain({ life: 'a.10' })]).toEqual([
    true,
    false,
    false,
  ])
})

test('S10: a quiet moment is no end', () => {
  expect(isGoingOn(sampleAlert())).toBe(true)
  expect(isGoingOn(sampleAlert({ status: 'resolved', episode }))).toBe(true)
  expect(isGoingOn(sampleAlert({ status: 'resolved' }))).toBe(false)
})

test('S8, S10: what flaps keeps its place, however often it begins anew', () => {
  const old = sampleAlert({ fingerprint: '1'.repeat(16), starts_at: '2026-11-24T02:30:00.000Z' })
  const flaps = sampleAlert({ fingerprint: '2'.repeat(16), starts_at: '2026-11-24T03:07:00.000Z', episode })
  expect(worstFirst([flaps, old])).toEqual([old, flaps])
  expect(startOf(flaps)).toBe(Date.parse(episode.since))
})
