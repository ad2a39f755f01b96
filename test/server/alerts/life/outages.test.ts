import { expect, test } from 'vitest'
import type { Storage } from '../../../../server/src/storage/storage.ts'
import { HandClock } from '../../../support/core/hand-clock.ts'
import { MemoryDisk } from '../../../support/core/memory-storage.ts'
import { alertsOnly, MINUTE, startCore, type TestCore } from '../../../support/core/test-core.ts'

/** A server that has long been listening, and an alert whose deadline is 4 minutes away. */
async function listening(disk = new MemoryDisk(), storage?: (real: Storage) => Storage): Promise<TestCore> {
  const t = await startCore(disk, storage === undefined ? {} : { storage })
  await t.pass(6 * MINUTE)
  await t.report('X')
  t.take()
  return t
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve))
}

const resolved = ['alert_resolved X']

test('S4: without an outage the deadline is the deadline', async () => {
  const t = await listening()
  await t.pass(4 * MINUTE)
  expect(alertsOnly(t.take())).toEqual(resolved)
  await t.core.close()
})

test('S4: after a sleep of the machine deadlines wait until senders could be heard again', async () => {
  const t = await listening()
  t.clock.sleep(20 * MINUTE)
  await t.pass(1_000)
  expect(t.core.alerts()[0]?.endsAt).toBeGreaterThan(t.clock.now() + 4 * MINUTE)
  await t.pass(5 * MINUTE - 2_000)
  expect(alertsOnly(t.take())).toEqual([])
  await t.pass(2_000)
  expect(alertsOnly(t.take())).toEqual(resolved)
  await t.core.close()
})

test('S4: after the clock was set back deadlines still come, by the new time', async () => {
  const t = await listening()
  t.clock.jump(-120 * MINUTE)
  await t.pass(1_000)
  await t.report('Y')
  await t.pass(5 * MINUTE + 1_000)
  expect(alertsOnly(t.take())).toEqual(['alert_created Y', 'alert_resolved Y'])
  await t.core.close()
})

test('S4: a jump of less than 5 s is none', async () => {
  const t = await listening()
  t.clock.jump(3_000)
  await t.pass(4 * MINUTE)
  expect(alertsOnly(t.take())).toEqual(resolved)
  await t.core.close()
})

test('S4: while the store refuses, nothing ends; deadlines wait for 5 minutes after it works again', async () => {
  const disk = new MemoryDisk()
  const t = await listening(disk)
  disk.isFull = true
  await expect(t.report('Refused')).rejects.toThrow()
  await t.clock.pass(10 * MINUTE, turns)
  expect(alertsOnly(t.take())).toEqual([])
  disk.isFull = false
  await t.clock.pass(4_000, turns)
  expect(t.core.alerts()[0]?.endsAt).toBeGreaterThan(t.clock.now() + 4 * MINUTE)
  await t.pass(5 * MINUTE - 5_000)
  expect(alertsOnly(t.take())).toEqual([])
  await t.pass(6_000)
  expect(alertsOnly(t.take())).toEqual(resolved)
  await t.core.close()
})

test('S4, S14: refusing what waited too long counts as an outage, too', async () => {
  let open = (): void => {}
  let gate: Promise<void> | undefined
  const t = await listening(new MemoryDisk(), (real) => ({
    ...real,
    commit: async (changes) => {
      await gate
      return real.commit(changes)
    },
  }))
  gate = new Promise<void>((resolve) => {
    open = resolve
  })
  const reports = Array.from({ length: 600 }, (_, n) => t.report(`Y${n}`).then(() => 'kept', String))
  for (let second = 0; second < 6; second++) await t.clock.pass(1_000, turns)
  gate = undefined
  open()
  const answers = await Promise.all(reports)
  expect(answers).toContainEqual(expect.stringContaining('too slow'))
  await t.pass(4 * MINUTE)
  expect(alertsOnly(t.take()).filter((line) => line.includes('resolved'))).toEqual([])
  await t.pass(MINUTE + 6_000)
  expect(alertsOnly(t.take())).toContain('alert_resolved X')
  await t.core.close()
})

test('S13: after a failed commit every alert that fell due is looked at again, not only the first few hundred', async () => {
  const disk = new MemoryDisk()
  const t = await startCore(disk)
  await t.pass(6 * MINUTE)
  for (let n = 0; n < 1_200; n++) await t.report(`X${n}`)
  t.take()
  await t.pass(4 * MINUTE - 1_000)
  disk.isFull = true
  await t.clock.pass(2_000, turns)
  disk.isFull = false
  await t.clock.pass(6 * MINUTE, turns)
  const ended = alertsOnly(t.take()).filter((line) => line.startsWith('alert_resolved'))
  expect(ended.length).toBe(1_200)
  await t.core.close()
})

test('S4: the deadline of a plain re-send is on disk within 5 s', async () => {
  const disk = new MemoryDisk()
  const t = await listening(disk)
  await t.pass(2 * MINUTE)
  await t.report('X', { at: { startsAt: t.clock.now() - 2 * MINUTE } })
  const { endsAt } = t.core.alerts()[0] ?? {}
  await t.pass(5_000)
  // As after a kill: the first one never closes.
  const again = await startCore(disk, { clock: new HandClock(t.clock.now()) })
  const fingerprint = again.core.board().alerts[0]?.fingerprint ?? ''
  expect(Date.parse(again.core.alert(fingerprint)?.reporters[0]?.deadline ?? '')).toBe(endsAt)
  await again.core.close()
  await t.core.close()
})
