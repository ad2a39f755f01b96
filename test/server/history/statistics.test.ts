import type { LoggedEvent, Statistics } from '@watchfloor/contract'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { runs } from '../../support/chance.ts'
import { happen, happening } from '../../support/core/happenings.ts'
import { HOUR, MINUTE, startCore } from '../../support/core/test-core.ts'
import { runServer } from '../../support/http/run-server.ts'
import { tempDir } from '../../support/temp-dir.ts'

interface Life {
  readonly name: string
  readonly began: number
  taken?: number
  ended?: number
  by?: string
}

/** Lives by walking through the events one by one. */
function livesOf(events: readonly LoggedEvent[]): readonly Life[] {
  const lives = new Map<string, Life>()
  for (const event of events) {
    if (event.source !== 'alert_processor') continue
    const at = Date.parse(event.timestamp)
    const { life, alertname, resolved_by } = event.data
    if (event.type === 'alert_created' || event.type === 'alert_firing')
      lives.set(life, { name: alertname, began: at })
    const known = lives.get(life)
    if (known === undefined) continue
    if (event.type === 'alert_acknowledged') known.taken ??= at
    if (event.type === 'alert_resolved') Object.assign(known, { ended: at, by: resolved_by })
  }
  return [...lives.values()]
}

function median(times: readonly number[]): number | null {
  return times.toSorted((a, b) => a - b)[Math.ceil(times.length / 2) - 1] ?? null
}

/** What of the statistics a naive count can say. */
function count(lives: readonly Life[]): Partial<Statistics> & object {
  const taken = lives.flatMap(({ began, taken }) => (taken === undefined ? [] : [taken - began]))
  const solved = lives.flatMap(({ began, ended, by }) =>
    ended === undefined || by === 'timeout' ? [] : [ended - began],
  )
  return {
    lives: lives.length,
    firing: lives.filter(({ ended }) => ended === undefined).length,
    lost: lives.filter(({ by }) => by === 'timeout').length,
    never_acknowledged: lives.filter(({ ended, taken }) => ended !== undefined && taken === undefined).length,
    to_acknowledge: expect.objectContaining({ count: taken.length, median_ms: median(taken) }),
    to_resolve: expect.objectContaining({ count: solved.length, median_ms: median(solved) }),
  }
}

test('statistics and the timeline say what a walk through the events says, of any span', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(happening, { minLength: 3, maxLength: 30 }),
      fc.nat(60),
      async (happenings, skip) => {
        const t = await startCore(await tempDir())
        const start = t.clock.now()
        for (const what of happenings) {
          await happen(t, what)
          await t.pass(1_000)
        }
        const from = start + skip * MINUTE
        const to = t.clock.now() + 1
        const all = livesOf(await t.core.log.readAfter(0, 100_000))
        for (const [begin, end] of [
          [start, to],
          [from, Math.max(to, from + 1)],
        ] as const) {
          const lives = all.filter(({ began }) => began >= begin && began < end)
          const said = await t.core.statistics(begin, end)
          expect(said).toMatchObject(count(lives))
          if (said === 'filling') throw new Error('nothing is older than the history')
          const names = Object.fromEntries(said.noisiest.map(({ alertname, lives }) => [alertname, lives]))
          const naive = Object.groupBy(lives, ({ name }) => name)
          for (const [name, those] of Object.entries(naive)) expect(names[name]).toBe(those?.length)
          const slices = await t.core.activity(begin, end, 7)
          const counted = slices.map(({ at: _, ...levels }) =>
            Object.values(levels).reduce((a, b) => a + b, 0),
          )
          const width = (end - begin) / 7
          expect(counted).toEqual(
            Array.from(
              { length: 7 },
              (_, n) => lives.filter(({ began }) => Math.trunc((began - begin) / width) === n).length,
            ),
          )
        }
        await t.core.close()
      },
    ),
    { numRuns: runs(15) },
  )
}, 120_000)

test('who took how many, what is noisy, and what came back', async () => {
  const t = await startCore(await tempDir())
  onTestFinished(() => t.core.close())
  const start = t.clock.now()
  for (let n = 0; n < 3; n++) {
    await t.report('Loud', { labels: { severity: 'critical' }, ends: HOUR })
    await t.pass(MINUTE)
    if (n > 0) {
      const fingerprint = t.core.board().alerts.find(({ status }) => status === 'firing')?.fingerprint ?? ''
      const request = { life: undefined, until: 'resolved', endsAt: undefined, note: undefined } as const
      await t.core.acknowledge({ ...request, name: 'Ana', fingerprint })
    }
    await t.report('Loud', { labels: { severity: 'critical' }, ends: 0 })
    await t.pass(20 * MINUTE)
  }
  await t.report('Quiet', { labels: { severity: 'info' }, ends: HOUR })
  const said = await t.core.statistics(start, t.clock.now() + 1)
  expect(said).toMatchObject({
    lives: 4,
    firing: 1,
    never_acknowledged: 1,
    to_acknowledge: { count: 2, mean_ms: MINUTE },
    to_resolve: { count: 3, median_ms: MINUTE, p90_ms: MINUTE },
    levels: [
      { level: 'critical', lives: 3, firing: 0 },
      { level: 'info', lives: 1, firing: 1 },
    ],
    owners: [{ name: 'Ana', acknowledged: 2, mean_ms: MINUTE }],
    noisiest: [
      { alertname: 'Loud', lives: 3, alerts: 1, mean_ms: MINUTE },
      { alertname: 'Quiet', lives: 1, mean_ms: null },
    ],
    flapping: [{ alertname: 'Loud', lives: 3 }],
  })
})

test('statistics over HTTP', async () => {
  const server = await runServer()
  const ask = (query: string) => fetch(`${server.url}/api/v2/stats/response${query}`)
  const empty = await ask('')
  expect(empty.status).toBe(200)
  expect(await empty.json()).toMatchObject({
    lives: 0,
    to_resolve: { count: 0, median_ms: null },
    noisiest: [],
  })
  const wrong = await ask('?from=monday')
  expect(wrong.status).toBe(400)
  expect(await wrong.json()).toMatchObject({ error: { message: expect.stringMatching(/from is "monday"/) } })
})
