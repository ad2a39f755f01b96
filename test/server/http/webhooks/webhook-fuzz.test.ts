import { createHmac } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs } from '../../../support/chance.ts'
import { boardOf } from '../../../support/http/board-of.ts'
import { post } from '../../../support/http/post.ts'
import { runServer } from '../../../support/http/run-server.ts'
import { anyJson, mutated } from '../../../support/messages/mutated-json.ts'
import {
  ALERTMANAGER_MESSAGES,
  GRAFANA_MESSAGES,
  PLAIN_MESSAGES,
  ZABBIX,
  ZABBIX_MESSAGES,
} from '../../../support/messages/webhook-messages.ts'
import { tempDir } from '../../../support/temp-dir.ts'

const SECRET = 'pst'
const MOST_BYTES = 20_000
const CODES = new Map([
  [400, 'invalid'],
  [401, 'unauthorized'],
  [413, 'too_large'],
])

const word = (alertname: string) => ({ status: 'firing', labels: { alertname } })

interface Door {
  readonly path: string
  readonly messages: readonly unknown[]
  /** Name of the list of alerts. */
  readonly list: string
  /** A good alert of this format. */
  readonly good: (name: string) => object
  readonly fields: readonly string[]
}

const SINCE = 1_767_578_400
const PLAIN_REST = {
  severity: 'info',
  summary: 'a',
  description: 'a',
  labels: {},
  annotations: {},
  status: 'firing',
  starts_at: SINCE,
  link: 'http://z/',
}

const RELAYED = {
  list: 'alerts',
  good: word,
  fields: ['accepted', 'rejected', 'rejected_count', 'truncated'],
}
const DIRECT = { fields: ['accepted', 'rejected', 'rejected_count'] }
const DOORS: readonly Door[] = [
  { path: 'alertmanager', messages: ALERTMANAGER_MESSAGES, ...RELAYED },
  { path: 'grafana', messages: GRAFANA_MESSAGES, ...RELAYED },
  {
    path: 'generic',
    messages: PLAIN_MESSAGES,
    list: 'alerts',
    good: (name) => ({ name, ...PLAIN_REST }),
    ...DIRECT,
  },
  {
    path: 'generic/zabbix',
    messages: ZABBIX_MESSAGES,
    list: 'problems',
    // It says everything itself: what it left out would be looked for in the whole message, which may be spoilt.
    good: (name) => ({
      trigger: { name },
      host: 'a',
      tags: {},
      items: 1,
      state: 'PROBLEM',
      since: SINCE,
      url: 'http://z/',
    }),
    ...DIRECT,
  },
]

/** What happens to a message on its way. */
const accident = fc.oneof(
  { weight: 8, arbitrary: fc.constant({ kind: 'none' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('cut' as const),
      at: fc.double({ min: 0, max: 0.999, noNaN: true }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'long' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'unsigned' as const }) },
)

type Accident = typeof accident extends fc.Arbitrary<infer T> ? T : never

const sent = fc.constantFrom(...DOORS).chain((door) =>
  fc.record({
    door: fc.constant(door),
    body: fc.oneof({ weight: 1, arbitrary: anyJson }, { weight: 6, arbitrary: mutated(door.messages) }),
    accident,
  }),
)

/** Every message as it is, and each accident at least once, whatever chance brings. */
const EXAMPLES = DOORS.flatMap((door, place) => {
  const all = door.messages.map((body) => ({ door, body, accident: { kind: 'none' } as Accident }))
  const met: readonly Accident[] =
    place === 0 ? [{ kind: 'cut', at: 0.5 }, { kind: 'long' }] : [{ kind: 'unsigned' }]
  return [...all, ...met.map((accident) => ({ door, body: door.messages[0], accident }))]
}).map((one): [{ door: Door; body: never; accident: Accident }] => [{ ...one, body: one.body as never }])

/** Puts a good alert among those of the message; false when there is no list to put it into. */
function withGood(body: unknown, { list, good }: Door, name: string): { body: unknown; isThere: boolean } {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return { body, isThere: false }
  const items = (body as Record<string, unknown>)[list]
  if (!Object.hasOwn(body, list) || !Array.isArray(items)) return { body, isThere: false }
  return { body: { ...body, [list]: [...(items as unknown[]), good(name)] }, isThere: true }
}

test('S14: whatever arrives at a webhook is answered as documented, and kept whole or not at all', async () => {
  const secret_file = join(await tempDir(), 'secret')
  await writeFile(secret_file, SECRET)
  const server = await runServer({
    config: { grafana: { secret_file }, limits: { body_bytes: MOST_BYTES }, webhooks: [ZABBIX] },
  })
  let { cursor } = await boardOf(server)
  let count = 0
  /** Names of the alerts that began to fire since the last look. */
  const begun = async (): Promise<readonly string[]> => {
    const query = `cursor=${cursor}&types=alert_created,alert_firing&limit=500`
    const page = await (await fetch(`${server.url}/api/v2/events?${query}`)).json()
    const read = page as {
      readonly cursor: string
      readonly events: { readonly data: { alertname: string } }[]
    }
    cursor = read.cursor
    return read.events.map(({ data }) => data.alertname)
  }
  const seen = new Set<number>()
  await fc.assert(
    fc.asyncProperty(sent, async ({ door, body, accident: met }) => {
      const name = `Good${count++}`
      const put = withGood(body, door, name)
      let text = JSON.stringify(put.body)
      if (met.kind === 'cut') text = text.slice(0, Math.floor(text.length * met.at))
      if (met.kind === 'long') text += ' '.repeat(MOST_BYTES)
      const signature = createHmac('sha256', SECRET).update(text).digest('hex')
      const answer = await post(`${server.url}/api/v2/webhooks/${door.path}`, text, {
        ...(met.kind === 'unsigned' ? {} : { 'x-grafana-alerting-signature': signature }),
      })
      seen.add(answer.status)
      const told = (await answer.json()) as Readonly<Record<string, unknown>>
      const names = await begun()
      if (answer.status !== 200) {
        expect([...CODES.keys()]).toContain(answer.status)
        expect(told).toEqual({
          error: {
            code: CODES.get(answer.status),
            message: expect.stringMatching(/.{10}/),
            request_id: answer.headers.get('x-request-id'),
          },
        })
        expect(names).toEqual([])
        return
      }
      expect(Object.keys(told)).toEqual(door.fields)
      expect(told).toMatchObject({ accepted: expect.any(Number), rejected: expect.any(Array) })
      if (put.isThere) expect(names).toContain(name)
      const { accepted, rejected } = told as {
        readonly accepted: number
        readonly rejected: readonly unknown[]
      }
      for (const reason of rejected) expect(reason).toEqual(expect.any(String))
      expect(names.length).toBeLessThanOrEqual(accepted)
    }),
    {
      // Examples count as runs.
      numRuns: EXAMPLES.length + runs(400),
      examples: EXAMPLES,
    },
  )
  expect([...seen].sort()).toEqual([200, 400, 401, 413])
})
