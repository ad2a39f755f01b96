import { isGoingOn, type LoggedEvent } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { readAlertmanagerConfig } from '../../../server/src/alertmanager/read-config.ts'
import { type Routing, routingOf } from '../../../server/src/alertmanager/routing.ts'
import type { Pace } from '../../../server/src/ground/pace.ts'
import { MemoryDisk } from '../../support/core/memory-storage.ts'
import { HOUR, startCore } from '../../support/core/test-core.ts'
import { until } from '../../support/until.ts'

const ALERTS = 2_000

function routing(receiver: string, rules = ''): Routing {
  const read = readAlertmanagerConfig(
    'test.yml',
    `route: {receiver: ${receiver}}\nreceivers: [{name: ${receiver}}]\n${rules}`,
  )
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  return routingOf(read.config)
}

const INHIBITING = `
inhibit_rules:
- source_matchers: [severity="critical"]
  target_matchers: [severity="warning"]
  equal: [cluster]
`

/** What inhibits, where something does. */
const DOWN = { severity: 'critical', cluster: 'eu' }

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** A core with many firing alerts, and the events of each commit from then on; long works let others in between. */
async function started() {
  const commits: (readonly LoggedEvent[])[] = []
  const run: Pace['run'] = async (begin) => {
    const work = begin()
    for (let steps = 1; ; steps++) {
      const next = work.next()
      if (next.done === true) return next.value
      if (steps % 100 === 0) await turn()
    }
  }
  const t = await startCore(new MemoryDisk(), {
    run,
    routing: routing('first'),
    storage: (real) => ({
      ...real,
      commit: (changes) => {
        commits.push(changes.events)
        return real.commit(changes)
      },
    }),
  })
  const labels = (n: number) => ({ alertname: 'A', n: `${n}`, severity: 'warning', cluster: 'eu' })
  // Known before all others, and over.
  for (const ends of [HOUR, 0]) await t.report('Down', { labels: DOWN, ends })
  const answer = await t.core.ingest({
    entry: 'direct',
    product: 'Script',
    sender: 'a',
    receiver: undefined,
    alerts: Array.from({ length: ALERTS }, (_, n) => ({
      labels: labels(n),
      annotations: {},
      startsAt: t.clock.now(),
      endsAt: t.clock.now() + 5 * HOUR,
      generatorURL: undefined,
    })),
  })
  expect(answer).toMatchObject({ ok: true, accepted: ALERTS })
  commits.length = 0
  t.events.length = 0
  return { t, commits, labels }
}

const created = (events: readonly LoggedEvent[]): number =>
  events.filter(({ type }) => type === 'alert_created').length

test('S7: another configuration reaches thousands of alerts in pieces, new ones come in between, and each is told once', async () => {
  const { t, commits } = await started()
  let isOver = false
  let sent = 0
  const sending = (async () => {
    while (!isOver) await t.report(`New${sent++}`, { ends: HOUR })
  })()
  await t.core.setRouting(routing('second'))
  isOver = true
  await sending
  const updated = t.events.flatMap((event) =>
    event.type === 'alert_updated' ? [event.data.fingerprint] : [],
  )
  expect(new Set(updated).size).toBe(updated.length)
  expect(updated.length).toBeGreaterThanOrEqual(ALERTS)
  // A command of 250 at most, and two that met in one group.
  expect(Math.max(...commits.map(({ length }) => length))).toBeLessThanOrEqual(600)
  const types = t.events.map(({ type }) => type)
  const during = t.events.slice(types.indexOf('alert_updated'), types.lastIndexOf('alert_updated'))
  expect(created(during)).toBeGreaterThanOrEqual(3)
  for (const event of during)
    if (event.type === 'alert_created') expect(event.data.receivers).toEqual(['second'])
  expect(t.core.alerts().every(({ alert }) => alert.receivers.join() === 'second')).toBe(true)
  await t.core.close()
})

test('S7: what begins and ends while other rules of inhibition are being indexed is judged by them in the end', async () => {
  const { t, labels } = await started()
  const setting = t.core.setRouting(routing('first', INHIBITING))
  await turn()
  const over = { at: { startsAt: t.clock.now(), endsAt: t.clock.now() } }
  // Alerts of before that end, one that begins, ends and begins again, and one that is to inhibit and was passed by.
  for (const n of [0, 1, ALERTS - 1]) await t.report('A', { labels: labels(n), ...over })
  const late = { labels: { severity: 'warning', cluster: 'eu', n: 'late' } }
  await t.report('A', { ...late, ends: HOUR })
  await t.report('A', { ...late, ...over })
  await t.report('A', { ...late, ends: HOUR })
  await t.report('Down', { labels: DOWN, ends: HOUR })
  await setting
  const inhibited = () => t.core.board().alerts.filter((one) => isGoingOn(one) && one.inhibited_by.length > 0)
  /** What a source does to many follows in pieces. */
  const become = (count: number) =>
    until(`${count} of them inhibited`, async () => {
      await t.pass(1_000)
      return inhibited().length === count ? true : undefined
    })
  await become(ALERTS - 3 + 1)
  await t.report('Down', { labels: DOWN, ends: 0 })
  await become(0)
  await t.report('Down', { labels: { ...DOWN, n: 'another' }, ends: HOUR })
  await become(ALERTS - 3 + 1)

  // One configuration after the other, given while the one before is still on its way: the last holds.
  await Promise.all(
    [routing('second'), routing('third', INHIBITING), routing('fourth')].map(t.core.setRouting),
  )
  expect(inhibited()).toEqual([])
  expect(t.core.alerts().every(({ alert }) => alert.receivers.join() === 'fourth')).toBe(true)
  expect(t.failed).toEqual([])
  await t.core.close()
})
