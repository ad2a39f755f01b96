import { emptyBoard, fold, formatCursor, toSnapshot } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { HandClock } from '../../support/core/hand-clock.ts'
import { MINUTE, startCore } from '../../support/core/test-core.ts'
import { tempDir } from '../../support/temp-dir.ts'

test('S13: a failed commit keeps nothing, refuses its senders, and says that the log is degraded', async () => {
  let broken = false
  const t = await startCore(await tempDir(), {
    storage: (real) => ({
      ...real,
      commit: (changes) => (broken ? Promise.reject(new Error('disk full')) : real.commit(changes)),
    }),
  })
  await t.report('Kept')
  broken = true
  await expect(t.report('Refused')).rejects.toThrow(/disk full/)
  expect(t.core.board().alerts.map((alert) => alert.alertname)).toEqual(['Kept'])
  expect(t.core.log.degraded()).toContain('disk full')
  const before = t.core.log.head().sequence
  await t.pass(6 * MINUTE) // deadlines pass, but the clock does not resolve what cannot be written
  expect(t.core.log.head().sequence).toBe(before)
  broken = false
  await t.report('Later')
  expect(t.core.log.degraded()).toBeUndefined()
  await t.pass(4 * MINUTE)
  expect(t.core.board().alerts.filter((alert) => alert.status === 'firing')).toHaveLength(2)
  await t.core.close()
})

test('S16: a restart keeps the sequence and every earlier cursor; foreign, future and malformed ones are told apart', async () => {
  const folder = await tempDir()
  const clock = new HandClock()
  const first = await startCore(folder, { clock })
  await first.report('A')
  const earlier = formatCursor(first.core.log.head())
  await first.core.close()
  const second = await startCore(folder, { clock })
  await second.report('B')
  expect(second.core.log.head().epoch).not.toBe(first.core.log.head().epoch)
  const located = second.core.log.locate(earlier)
  expect(located).toEqual({ ok: true, sequence: first.core.log.head().sequence })
  const missed = await second.core.log.readAfter(first.core.log.head().sequence, 100)
  expect(missed.map((event) => event.sequence)).toEqual(
    missed.map((_, index) => first.core.log.head().sequence + 1 + index),
  )
  expect(second.core.log.locate('zzzz.1')).toEqual({ ok: false, reason: 'unknown' })
  expect(second.core.log.locate('nonsense')).toEqual({ ok: false, reason: 'malformed' })
  const epoch = second.core.log.head().epoch
  expect(second.core.log.locate(`${epoch}.9999`)).toEqual({ ok: false, reason: 'future' })
  // A cursor beyond what its own term wrote can only come from a lost tail.
  const oldEpoch = first.core.log.head().epoch
  expect(second.core.log.locate(`${oldEpoch}.${second.core.log.head().sequence}`)).toEqual({
    ok: false,
    reason: 'future',
  })
  await second.core.close()
})

test('S19: folding every event from empty gives the board, before and after a restart', async () => {
  const folder = await tempDir()
  const clock = new HandClock()
  const t = await startCore(folder, { clock })
  for (const name of ['A', 'B', 'C', 'A']) await t.report(name, { labels: { severity: 'critical' } })
  await t.report('B', { at: { startsAt: clock.now(), endsAt: clock.now() } })
  await t.pass(5_000)
  const compare = async (core: typeof t.core): Promise<void> => {
    const events = await core.log.readAfter(0, 10_000)
    const folded = toSnapshot(fold(emptyBoard({ epoch: 'x', sequence: 0 }), events), clock.now())
    const board = core.board()
    const bySequence = <T extends { sequence: number }>(items: readonly T[]): T[] =>
      [...items].sort((a, b) => a.sequence - b.sequence)
    expect(bySequence(folded.alerts)).toEqual(bySequence(board.alerts))
    expect(bySequence(folded.health)).toEqual(bySequence(board.health))
  }
  await compare(t.core)
  await t.core.close()
  const again = await startCore(folder, { clock })
  await compare(again.core)
  await again.core.close()
})
