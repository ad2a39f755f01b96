import { suppressedBy } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { laneOf } from '../../src/shared/lanes.ts'
import { sampleAlert } from '../support/sample-alert.ts'

const priya = { name: 'Priya', at: '2026-11-24T03:01:00.000Z', until: 'resolved' } as const
const critical = { labels: { severity: 'critical' } }
const episode = { since: '2026-11-24T03:00:00.000Z', lives: 3, changed_at: '2026-11-24T03:08:00.000Z' }
const high = { labels: { severity: 'high' } }

test.each([
  ['a firing alert needs someone', {}, 'needs'],
  ['an acknowledged one is being handled', { acknowledged_by: priya }, 'handled'],
  ['one that flaps needs someone in a quiet moment too', { status: 'resolved', episode }, 'needs'],
  [
    'one that flaps is handled in a quiet moment too',
    { status: 'resolved', episode, acknowledged_by: priya },
    'handled',
  ],
  [
    'one that flaps is silenced in a quiet moment too',
    { status: 'resolved', episode, silenced_by: ['s'] },
    'suppressed',
  ],
  ['one that has resolved has', { status: 'resolved' }, 'resolved'],
  ['a silenced one is suppressed', { silenced_by: ['s'] }, 'suppressed'],
  [
    'a silenced one is suppressed even when somebody has it',
    { silenced_by: ['s'], acknowledged_by: priya },
    'suppressed',
  ],
  ['an inhibited one is suppressed', { inhibited_by: [{ fingerprint: 'f', rule: 'r' }] }, 'suppressed'],
  ['one in a mute window is suppressed', { muted_by: ['night'] }, 'suppressed'],
  ['one whose source is quiet is unconfirmed', { ...high, unconfirmed: true }, 'unconfirmed'],
  [
    'an unconfirmed one that somebody has stays with them',
    { unconfirmed: true, acknowledged_by: priya },
    'handled',
  ],
  [
    'an unconfirmed critical that nobody has still needs someone',
    { ...critical, unconfirmed: true },
    'needs',
  ],
  ['a resolved one is over, whoever had it', { status: 'resolved', acknowledged_by: priya }, 'resolved'],
  ['a resolved one is over, though silenced', { status: 'resolved', silenced_by: ['s'] }, 'resolved'],
] as const)('%s', (_, part, lane) => {
  expect(laneOf(sampleAlert(part))).toBe(lane)
})

test('each suppressed alert counts once, for its first reason', () => {
  const all = { silenced_by: ['s'], inhibited_by: [{ fingerprint: 'f', rule: 'r' }], muted_by: ['m'] }
  expect(suppressedBy(sampleAlert(all))).toBe('silenced')
  expect(suppressedBy(sampleAlert({ ...all, silenced_by: [] }))).toBe('inhibited')
  expect(suppressedBy(sampleAlert({ muted_by: ['m'] }))).toBe('muted')
  expect(suppressedBy(sampleAlert())).toBeNull()
})
