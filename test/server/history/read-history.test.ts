import { compileFilter, type LoggedEvent, type StreamFilter } from '@watchfloor/contract'
import { expect, onTestFinished, test } from 'vitest'
import { takeSeed } from '../../support/chance.ts'
import { MINUTE, startCore, type TestCore } from '../../support/core/test-core.ts'
import { post } from '../../support/http/post.ts'
import { runServer } from '../../support/http/run-server.ts'
import { seeded } from '../../support/seeded.ts'
import { tempDir } from '../../support/temp-dir.ts'

const SEED = takeSeed()

/** Some hours of alerts that come and go, with every event of theirs, of which so many are in memory at last. */
async function someHours(random: () => number, inMemory: number): Promise<TestCore> {
  const started = await startCore(await tempDir(), { window: { events: inMemory, bytes: 1e9 } })
  onTestFinished(() => started.core.close())
  for (let n = 0; n < 300; n++) {
    const severity = random() < 0.3 ? 'critical' : 'warning'
    const labels = { severity, cluster: random() < 0.5 ? 'eu' : 'us' }
    await started.report(`Alert${Math.floor(random() * 10)}`, {
      labels,
      ends: random() < 0.4 ? 0 : 60 * MINUTE,
    })
    if (n % 10 === 0) await started.pass(Math.floor(random() * 4) * MINUTE)
  }
  return started
}

test.for([
  ['none of it', 1],
  ['some of it', 200],
  ['all of it', 10_000],
] as const)(
  `with %s in memory, whatever is asked of the history, its pages together are what the log holds of it, seed ${SEED}`,
  async ([, inMemory]) => {
    const random = seeded(SEED)
    const { core, events, clock } = await someHours(random, inMemory)
    const all: readonly LoggedEvent[] = [...events]
    const [began, ended] = [Date.parse(all[0]?.timestamp ?? ''), clock.now()]
    const fingerprints = all.flatMap((event) =>
      event.source === 'alert_processor' ? [event.data.fingerprint] : [],
    )
    for (let round = 0; round < 60; round++) {
      const [from, to] = [random(), random()]
        .sort()
        .map((part) => Math.floor(began + part * 1.1 * (ended - began))) as [number, number]
      const filter: StreamFilter = {
        ...(random() < 0.4 ? { types: ['alert_created', 'alert_resolved'] } : {}),
        ...(random() < 0.4 ? { severity: ['critical'] } : {}),
        ...(random() < 0.4 ? { filter: ['cluster="eu"'] } : {}),
      }
      const compiled = compileFilter(filter)
      if (!compiled.ok) throw new Error(compiled.error)
      const fingerprint =
        random() < 0.3 ? fingerprints[Math.floor(random() * fingerprints.length)] : undefined
      const limit = 1 + Math.floor(random() * 50)
      const read: LoggedEvent[] = []
      let before: number | undefined
      do {
        const page = await core.readHistory({ from, to, filter, fingerprint, before, limit })
        expect(page.events.length).toBeLessThanOrEqual(limit)
        read.push(...page.events)
        before = page.before
      } while (before !== undefined)
      const wanted = all.filter((event) => {
        const at = Date.parse(event.timestamp)
        const isOf =
          fingerprint === undefined ||
          (event.source === 'alert_processor' && event.data.fingerprint === fingerprint)
        return at >= from && at < to && isOf && compiled.value.passes(event)
      })
      expect(read.map(({ sequence }) => sequence)).toEqual(wanted.map(({ sequence }) => sequence).reverse())
    }
  },
)

test('the history is asked over HTTP page by page; what is wrong with a question is said', async () => {
  const { url } = await runServer()
  const get = async (query: string) => {
    const answer = await fetch(`${url}/api/v2/history${query}`)
    return {
      status: answer.status,
      body: (await answer.json()) as {
        events: LoggedEvent[]
        before: string | null
        error: { message: string }
      },
    }
  }
  const labels = (n: number) => ({ alertname: `Alert${n}`, severity: n % 2 === 0 ? 'critical' : 'info' })
  const body = JSON.stringify(Array.from({ length: 25 }, (_, n) => ({ labels: labels(n) })))
  await post(`${url}/api/v2/alerts`, body)
  const first = await get('?types=alert_created&limit=10')
  expect(first.body.events.map(({ sequence }) => sequence)).toEqual(
    first.body.events.map(({ sequence }) => sequence).toSorted((a, b) => b - a),
  )
  const names: string[] = []
  for (let before: string | null = ''; before !== null; ) {
    const { body: page } = await get(
      `?types=alert_created&severity=critical&limit=4${before === '' ? '' : `&before=${before}`}`,
    )
    names.push(...page.events.map((event) => (event.data as { alertname: string }).alertname))
    before = page.before
  }
  expect(names).toEqual(Array.from({ length: 13 }, (_, n) => `Alert${24 - 2 * n}`))
  expect((await get('?to=2020-01-01T00:00:00Z&from=2019-01-01T00:00:00Z')).body).toEqual({
    events: [],
    before: null,
  })
  for (const [query, message] of [
    ['?from=yesterday', /from is "yesterday"/],
    ['?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z', /from must be before to/],
    ['?limit=0', /limit must be/],
    ['?fingerprint=x', /16 hexadecimal/],
    ['?before=x', /before is "x"/],
    ['?types=nothing', /types/],
    ['?filter=%7Bx', /brace/],
  ] as const) {
    const { status, body: refused } = await get(query)
    expect(status).toBe(400)
    expect(refused.error.message).toMatch(message)
  }
})
