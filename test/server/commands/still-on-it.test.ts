import { expect, test } from 'vitest'
import { DEFAULT_RULES } from '../../../server/src/alerts/rules.ts'
import { MemoryDisk } from '../../support/core/memory-storage.ts'
import {
  alertsOnly,
  HOUR,
  MINUTE,
  startCore as startWith,
  type TestCore,
} from '../../support/core/test-core.ts'

/** Twenty times as fast as by default, because the clock is moved a second at a time. */
const [ASK, RETURN] = [6 * MINUTE, 36 * MINUTE]
const startCore = (disk: MemoryDisk, options: Parameters<typeof startWith>[1] = {}) =>
  startWith(disk, { rules: { askAfter: ASK, returnAfter: RETURN }, ...options })

async function anaHas(t: TestCore, extra: object = {}): Promise<string> {
  await t.report('X', { labels: { severity: 'critical' }, ends: 90 * HOUR })
  const fingerprint = t.core.board().alerts[0]?.fingerprint ?? ''
  await t.core.acknowledge({ ...again(fingerprint), ...extra })
  t.take()
  return fingerprint
}

const again = (fingerprint: string) => ({
  fingerprint,
  life: undefined,
  name: 'Ana',
  until: undefined,
  endsAt: undefined,
  note: undefined,
})

const held = (t: TestCore, fingerprint: string) => t.core.alert(fingerprint)?.alert.acknowledged_by
const inMs = (t: TestCore, ms: number) => new Date(t.clock.now() + ms).toISOString()

test('S37, S38: unless set otherwise: asked after 2 h, everybody’s after 12 h, offers last 15 min', () => {
  expect(DEFAULT_RULES).toMatchObject({ askAfter: 2 * HOUR, returnAfter: 12 * HOUR, offersLast: 15 * MINUTE })
})

test('S38: its owner is asked; who says nothing until it returns has it no more, and that is said', async () => {
  const t = await startCore(new MemoryDisk())
  const fingerprint = await anaHas(t)
  await t.pass(ASK - 2_000)
  expect(alertsOnly(t.take())).toEqual([])
  await t.pass(2_000)
  expect(held(t, fingerprint)).toMatchObject({ asked_at: inMs(t, 0), returns_at: inMs(t, RETURN - ASK) })
  expect(alertsOnly(t.take())).toEqual(['alert_asked X'])
  await t.pass(RETURN - ASK - 2_000)
  expect(held(t, fingerprint)).not.toBeNull()
  await t.pass(3_000)
  expect(held(t, fingerprint)).toBeNull()
  expect(t.events.at(-1)).toMatchObject({
    type: 'alert_unacknowledged',
    data: { reason: 'Ana did not say within 36 min that they are still on it' },
  })
  expect(t.events.at(-1)?.data).not.toHaveProperty('by')
  await t.core.close()
})

test('S38: acknowledging again answers, keeps until when and the note, and both times begin anew', async () => {
  const t = await startCore(new MemoryDisk())
  const fingerprint = await anaHas(t, { until: 'worse', note: 'on it' })
  await t.pass(ASK)
  t.take()
  await t.core.acknowledge(again(fingerprint))
  expect(held(t, fingerprint)).toEqual({ name: 'Ana', at: inMs(t, 0), until: 'worse', note: 'on it' })
  expect(t.events.at(-1)).toMatchObject({ type: 'alert_acknowledged', data: { reason: 'still on it' } })
  await t.pass(ASK - 2_000)
  expect(held(t, fingerprint)).not.toHaveProperty('asked_at')
  await t.pass(2_000)
  expect(held(t, fingerprint)).toHaveProperty('asked_at')
  await t.core.close()
})

test('S38: who said when it ends is not asked before, unless that is longer than it would last unasked', async () => {
  const t = await startCore(new MemoryDisk())
  const endsAt = (ms: number) => ({ until: 'time', endsAt: t.clock.now() + ms })
  const fingerprint = await anaHas(t, endsAt(RETURN))
  await t.pass(RETURN - 1_000)
  expect(alertsOnly(t.take())).toEqual([])
  await t.core.acknowledge({ ...again(fingerprint), ...endsAt(RETURN + MINUTE) } as Parameters<
    typeof t.core.acknowledge
  >[0])
  await t.pass(ASK)
  expect(alertsOnly(t.take())).toEqual(['alert_acknowledged X', 'alert_asked X'])
  await t.core.close()
})

test('S38: an outage of ours asks nobody and takes from nobody until it is over, and leaves the whole time to answer', async () => {
  const disk = new MemoryDisk()
  let t = await startCore(disk)
  const fingerprint = await anaHas(t)
  await t.pass(MINUTE)
  await t.core.close()
  t.clock.sleep(RETURN)
  t = await startCore(disk, { clock: t.clock })
  await t.pass(5 * MINUTE - 2_000)
  expect(held(t, fingerprint)).not.toHaveProperty('asked_at')
  await t.pass(3_000)
  expect(held(t, fingerprint)).toMatchObject({ name: 'Ana', returns_at: expect.any(String) })
  await t.pass(RETURN - ASK - 5_000)
  expect(held(t, fingerprint)).not.toBeNull()
  await t.core.close()
  // What was due meanwhile waits for as long as everything else does.
  t.clock.sleep(HOUR)
  t = await startCore(disk, { clock: t.clock })
  await t.pass(5 * MINUTE - 2_000)
  expect(held(t, fingerprint)).not.toBeNull()
  await t.pass(3_000)
  expect(held(t, fingerprint)).toBeNull()
  await t.core.close()
})

test('S38: it holds after a re-firing within the grace', async () => {
  const t = await startCore(new MemoryDisk())
  const fingerprint = await anaHas(t)
  await t.pass(RETURN - 5_000)
  await t.report('X', { labels: { severity: 'critical' }, ends: 0 })
  await t.report('X', { labels: { severity: 'critical' }, ends: 90 * HOUR })
  expect(held(t, fingerprint)).toHaveProperty('asked_at')
  await t.pass(6_000)
  expect(held(t, fingerprint)).toBeNull()
  await t.core.close()
})
