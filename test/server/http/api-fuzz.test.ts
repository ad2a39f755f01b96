import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs } from '../../support/chance.ts'
import { boardOf } from '../../support/http/board-of.ts'
import { runServer } from '../../support/http/run-server.ts'
import { anyJson, mutated } from '../../support/messages/mutated-json.ts'

const MOST_BYTES = 20_000

const ALERTS: readonly (readonly object[])[] = [
  [
    {
      labels: { alertname: 'InstanceDown', instance: 'a:9100', severity: 'critical' },
      annotations: { summary: 'down' },
      startsAt: '2026-01-05T02:00:00.000Z',
      endsAt: '2999-01-05T03:00:00.000Z',
      generatorURL: 'http://prom.example:9090/graph?g0.expr=up',
    },
    { labels: { alertname: 'Over' }, endsAt: '2026-01-05T02:00:00Z' },
  ],
  [{ labels: { alertname: 'ünïcödé', 'a b': 'c' }, startsAt: '0001-01-01T00:00:00Z' }],
]

const SILENCE = {
  matchers: [
    { name: 'alertname', value: 'Insta.*', isRegex: true, isEqual: true },
    { name: 'severity', value: 'info', isRegex: false, isEqual: false },
  ],
  startsAt: '2026-01-05T02:00:00.000Z',
  endsAt: '2999-01-05T03:00:00.000Z',
  createdBy: 'ana',
  comment: 'planned',
}

const asItIs = (text: string): Buffer<ArrayBuffer> => Buffer.from(text)

/** What happens to a body on its way. */
const accident = fc.oneof(
  { weight: 10, arbitrary: fc.constant(asItIs) },
  {
    weight: 1,
    arbitrary: fc
      .double({ min: 0, max: 0.999, noNaN: true })
      .map((part) => (text: string) => Buffer.from(text.slice(0, Math.floor(text.length * part)))),
  },
  { weight: 1, arbitrary: fc.constant((text: string) => Buffer.from(text.padEnd(MOST_BYTES + 1))) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => () => Buffer.from(bytes)) },
)

/** Alertmanager's two shapes: its framework's, by which nothing of a body was kept, and its handlers' bare text. */
function shapeOf(told: unknown): 'framework' | 'handler' {
  if (typeof told === 'string') return 'handler'
  expect(told).toEqual({ code: expect.any(Number), message: expect.stringMatching(/.{5}/) })
  return 'framework'
}

test('S14: whatever is posted as alerts is answered in one of Alertmanager’s shapes, and kept by it or not at all', async () => {
  const server = await runServer({ config: { limits: { body_bytes: MOST_BYTES } } })
  let { cursor } = await boardOf(server)
  let count = 0
  const begun = async (): Promise<readonly string[]> => {
    const query = `cursor=${cursor}&types=alert_created,alert_firing&limit=500`
    const page = (await (await fetch(`${server.url}/api/v2/events?${query}`)).json()) as {
      readonly cursor: string
      readonly events: readonly { readonly data: { readonly alertname: string } }[]
    }
    cursor = page.cursor
    return page.events.map(({ data }) => data.alertname)
  }
  const seen = new Set<string>()
  const body = fc.oneof({ weight: 1, arbitrary: anyJson }, { weight: 6, arbitrary: mutated(ALERTS) })
  await fc.assert(
    fc.asyncProperty(body, accident, async (given, happens) => {
      const name = `Good${count++}`
      const isList = Array.isArray(given)
      const text = JSON.stringify(isList ? [...(given as unknown[]), { labels: { alertname: name } }] : given)
      const sent = happens(text ?? 'null')
      const answer = await fetch(`${server.url}/api/v2/alerts`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: sent,
      })
      expect([200, 400, 413, 422]).toContain(answer.status)
      const told = await answer.text()
      const names = await begun()
      const isWhole = isList && sent.toString() === text
      const kind = answer.status === 200 ? 'taken' : shapeOf(JSON.parse(told))
      seen.add(kind)
      if (kind === 'taken') expect(told).toBe('')
      if (kind === 'framework') expect(names).toEqual([])
      else if (isWhole) expect(names).toContain(name)
    }),
    {
      numRuns: runs(600),
      // Each kind of answer at least once, whatever chance brings.
      examples: [
        [[{ labels: { alertname: 'A' } }], asItIs],
        [[{ labels: {} }], asItIs],
        [[], (text: string) => Buffer.from(text.slice(0, 1))],
      ],
    },
  )
  expect([...seen].toSorted()).toEqual(['framework', 'handler', 'taken'])
})

test('whatever is posted as a silence makes one and names it, or makes none and says why', async () => {
  const server = await runServer({ config: { limits: { body_bytes: MOST_BYTES } } })
  const ids = async (): Promise<readonly string[]> => {
    const silences = (await (await fetch(`${server.url}/api/v2/silences`)).json()) as {
      readonly id: string
    }[]
    return silences.map(({ id }) => id)
  }
  let known = 0
  const seen = new Set<string>()
  const body = fc.oneof({ weight: 1, arbitrary: anyJson }, { weight: 8, arbitrary: mutated([SILENCE]) })
  await fc.assert(
    fc.asyncProperty(body, accident, async (given, happens) => {
      const answer = await fetch(`${server.url}/api/v2/silences`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: happens(JSON.stringify(given) ?? 'null'),
      })
      expect([200, 400, 404, 413, 422]).toContain(answer.status)
      const told = (await answer.json()) as { readonly silenceID?: string }
      const now = await ids()
      if (answer.status === 200) {
        expect(now).toContain(told.silenceID)
        expect(now).toHaveLength(++known)
        seen.add('made')
      } else {
        seen.add(shapeOf(told))
        expect(now).toHaveLength(known)
      }
    }),
    {
      numRuns: runs(400),
      examples: [
        [SILENCE, asItIs],
        [{ ...SILENCE, endsAt: '2026-01-05T03:00:00Z' }, asItIs],
      ],
    },
  )
  expect([...seen].toSorted()).toEqual(['framework', 'handler', 'made'])
})
