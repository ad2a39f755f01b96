import type { Server } from '@watchfloor/server'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Access } from '../../../../server/src/access/authorize.ts'
import { type Logger, SILENT } from '../../../../server/src/ground/logger.ts'
import { alertsFastPath } from '../../../../server/src/http/alertmanager/alerts-fast-path.ts'
import type { AppParts } from '../../../../server/src/http/edge/parts.ts'
import { runs } from '../../../support/chance.ts'
import { openDoor } from '../../../support/http/open-door.ts'
import { runServer } from '../../../support/http/run-server.ts'
import { type RawAnswer, rawPeer, rawTalk } from '../../../support/network/raw-exchange.ts'
import { until } from '../../../support/until.ts'

/** A request, and the same with its body in chunks: that one is Node's HTTP's and the framework's from the start. */
interface Case {
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

interface Kept {
  readonly labels: Record<string, string>
  readonly annotations: Record<string, string>
}

const WAYS = ['known length', 'chunks'] as const

function bytesOf({ body, headers = {} }: Case, way: (typeof WAYS)[number]): string {
  const length = Buffer.byteLength(body)
  const lines = [
    'POST /api/v2/alerts HTTP/1.1',
    ...Object.entries({ host: 'localhost', 'content-type': 'application/json', ...headers }).map(
      ([name, value]) => `${name}: ${value}`,
    ),
    way === 'chunks' ? 'transfer-encoding: chunked' : `content-length: ${length}`,
    '',
    '',
  ]
  const chunk = length === 0 ? '' : `${length.toString(16)}\r\n${body}\r\n`
  const content = way === 'chunks' ? `${chunk}0\r\n\r\n` : body
  return lines.join('\r\n') + Buffer.from(content).toString('latin1')
}

/** Without what differs between any two answers. */
function plain({ status, headers, body }: RawAnswer): unknown {
  const { date: _date, 'x-request-id': id, ...others } = headers
  return { status, headers: others, body: body.replaceAll(id ?? '', 'ID') }
}

const ends = new Date(Date.now() + 3_600_000).toISOString()
const good = { labels: { alertname: 'Good', cluster: 'eu' }, endsAt: ends }
const as = (token: string) => ({ authorization: `Bearer ${token}` })

const access: Access = ({ authorization }) => {
  const token = authorization?.replace('Bearer ', '')
  if (token === 'broken') throw new Error('the provider is away')
  const role = token === 'viewer' ? 'viewer' : 'ingest'
  const principal = {
    id: `test:${token}`,
    subject: `test:${token}`,
    name: token,
    role,
    scope: undefined,
    anonymous: false,
  } as const
  if (token === undefined || token === 'nobody') return { ok: false, status: 401, message: 'who are you?' }
  const admission = { ok: true, principal } as const
  return token === 'asked elsewhere' ? Promise.resolve(admission) : admission
}

const CASES: Readonly<Record<string, Case>> = {
  'one alert': { body: JSON.stringify([good]) },
  none: { body: '[]' },
  'JSON null': { body: 'null' },
  'no JSON': { body: '[{' },
  'blanks only': { body: '   ' },
  'an object': { body: '{}' },
  'no labels': { body: '[{}]' },
  'one of two wrong': { body: JSON.stringify([good, { labels: {} }]) },
  'a label named __proto__': { body: '[{"labels":{"alertname":"P","__proto__":"x"}}]' },
  'a text that is no Unicode': { body: '[{"labels":{"alertname":"\\ud800"}}]' },
  'an address of its own for the answer': {
    body: JSON.stringify([good]),
    headers: { 'x-request-id': 'mine-1', origin: 'http://localhost' },
  },
  nobody: { body: JSON.stringify([good]), headers: as('nobody') },
  'somebody who may not': { body: JSON.stringify([good]), headers: as('viewer') },
  'somebody who cannot be judged': { body: JSON.stringify([good]), headers: as('broken') },
  'somebody whom another judges': { body: JSON.stringify([good]), headers: as('asked elsewhere') },
  'another type': { body: JSON.stringify([good]), headers: { 'content-type': 'text/plain' } },
  'a type that is none': {
    body: JSON.stringify([good]),
    headers: { 'content-type': 'application/:+json' },
  },
  'a type with a charset': {
    body: JSON.stringify([good]),
    headers: { 'content-type': 'application/json; charset=utf-8' },
  },
}

const COUNTED = /^watchfloor_(http_requests_total|ingest_refused_total|alerts_received_total|sign_in\w*)\b/

async function counts({ url }: Server): Promise<readonly string[]> {
  const text = await (await fetch(`${url}/metrics`, { headers: as('viewer') })).text()
  return text.split('\n').filter((line) => COUNTED.test(line) && !line.includes('/metrics'))
}

test('whatever is sent, it is answered and counted as the framework answers and counts it', async () => {
  const said: unknown[] = []
  const counted: (readonly string[])[] = []
  for (const way of WAYS) {
    const server = await runServer({ access })
    const answers: Record<string, unknown> = {}
    for (const [name, one] of Object.entries(CASES)) {
      const headers = { ...as('sender'), ...one.headers }
      answers[name] = plain(await rawTalk(server).ask(bytesOf({ ...one, headers }, way)))
    }
    said.push(answers)
    counted.push(await counts(server))
  }
  expect(said[0]).toEqual(said[1])
  expect(counted[0]).toEqual(counted[1])
  expect(counted[0]?.join('\n')).toContain('code="200"')
})

const aText = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom('', 'alertname', '2026-11-30T08:00:00Z', 'yesterday'),
)
const aLabelSet = fc.dictionary(fc.constantFrom('alertname', 'cluster', 'severity', ''), aText, {
  maxKeys: 4,
})
const aMember = fc.constantFrom(
  'labels',
  'annotations',
  'startsAt',
  'endsAt',
  'generatorURL',
  '__proto__',
  'Labels',
)
const aValue = fc.oneof(aText, fc.constant(null), fc.integer(), aLabelSet, fc.array(aText, { maxLength: 2 }))
const anAlert = fc.oneof(
  fc.record({ labels: aLabelSet }),
  fc.dictionary(aMember, fc.oneof(aLabelSet, aValue), { maxKeys: 4 }),
  aValue,
)
const aBody = fc
  .tuple(fc.array(anAlert, { maxLength: 4 }), fc.oneof(fc.constant(undefined), fc.nat(60)))
  .map(([alerts, end]) => JSON.stringify(alerts).slice(0, end))

test('whatever the bytes of a body are, both ways answer the same, and keep the same', async () => {
  const servers = [await runServer(), await runServer()] as const
  const headers = { 'x-request-id': 'one' }
  await fc.assert(
    fc.asyncProperty(aBody, async (body) => {
      const [fast, slow] = servers.map(async (server, n) =>
        plain(await rawTalk(server).ask(bytesOf({ body, headers }, WAYS[n] ?? 'chunks'))),
      )
      expect(await fast).toEqual(await slow)
    }),
    { numRuns: runs(200), examples: [['[{"labels":{"alertname":"A"}}]']] },
  )
  const [fast, slow] = await Promise.all(
    servers.map(async ({ url }) => {
      const kept = (await (await fetch(`${url}/api/v2/alerts`)).json()) as readonly Kept[]
      return kept.map(({ labels, annotations }) => ({ labels, annotations }))
    }),
  )
  expect(fast?.length).toBeGreaterThan(0)
  expect(fast).toEqual(slow)
})

/** A text cut at these places. */
function cutAt(text: string, places: readonly number[]): readonly string[] {
  const ends = [...new Set(places.map((place) => place % text.length))].sort((a, b) => a - b)
  return [0, ...ends].map((from, n) => text.slice(from, ends[n] ?? text.length))
}

test('however requests on one connection are cut into pieces, they are answered in their order', async () => {
  const server = await runServer()
  const bodies = ['[]', '[{', JSON.stringify([good]), JSON.stringify([good, { labels: {} }]), '{}', '[]']
  const statuses = [200, 400, 200, 400, 400, 200]
  const bytes = bodies.map((body, n) =>
    bytesOf({ body, headers: { 'x-request-id': `n-${n}` } }, n === 4 ? 'chunks' : 'known length'),
  )
  const whole = bytes.map((_, n) => bytes.slice(0, n).join('').length)
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(2_000), { maxLength: 4 }), fc.boolean(), async (places, isEach) => {
      const { socket, ask } = rawTalk(server)
      socket.setNoDelay(true)
      for (const piece of cutAt(bytes.join(''), isEach ? [...whole, ...places] : places)) {
        socket.write(piece, 'latin1')
        await new Promise((resolve) => setImmediate(resolve))
      }
      for (const [n, status] of statuses.entries())
        expect(await ask('')).toMatchObject({ status, headers: { 'x-request-id': `n-${n}` } })
      socket.destroy()
    }),
    {
      numRuns: runs(100),
      examples: [
        [[], false],
        [[], true],
      ],
    },
  )
})

test('a request that is left to the framework when its alerts were judged keeps its name', async () => {
  const logged: unknown[] = []
  const debug = (fields: object, message?: string): void => {
    if (message === 'ingest' && 'request' in fields) logged.push(fields.request)
  }
  const server = await runServer({ logger: { ...SILENT, debug } as Logger })
  const bytes = bytesOf({ body: JSON.stringify([good, { labels: {} }]) }, 'known length')
  const answers = [await rawTalk(server).ask(bytes), await rawTalk(server).ask(bytes)]
  expect(answers.map(({ status }) => status)).toEqual([400, 400])
  expect(answers.map(({ headers }) => headers['x-request-id'])).toEqual(logged)
})

test('a sender that goes away leaves no body behind, and nothing of what it began to say', async () => {
  const server = await runServer()
  const waiting = async () =>
    /^watchfloor_waiting_body_bytes (\d+)/m.exec(await (await fetch(`${server.url}/metrics`)).text())?.[1]
  const whole = bytesOf({ body: JSON.stringify([good]) }, 'known length')
  const peer = rawPeer(server, whole.slice(0, -10))
  await until('a part of its body to be here', async () => Number(await waiting()) > 0 || undefined)
  peer.socket.destroy()
  await until('its room to be free', async () => (await waiting()) === '0' || undefined)
  expect(await (await fetch(`${server.url}/api/v2/alerts`)).json()).toEqual([])
})

describe('the framework', () => {
  /** Who answers a request: the fast path, or the framework, which says 418 here. */
  async function answeredBy(
    headers: Readonly<Record<string, string>>,
    body = '[]',
    refusal?: string,
  ): Promise<number> {
    const parts = {
      settings: { limits: { body_bytes: 100_000 } },
      front: { letsIn: () => true, bareHeaders: () => ({ 'x-request-id': 'r' }) },
      doorOf: () => ({ address: '::1', request: 'r' }),
      authorize: async () =>
        refusal === undefined
          ? { ok: true, principal: { role: 'ingest', subject: 's', anonymous: true } }
          : { ok: false, status: 401, message: refusal },
      bodies: { enter: () => ({ arrived: () => {}, takes: () => {}, whole: () => {}, leave: () => {} }) },
      shares: { turns: { through: (_who: string, steps: Iterator<unknown>) => steps.next().value } },
      core: {
        ingest: async () => ({ ok: true, accepted: 0, rejected: { count: 0, reasons: [] } }),
        audit: { ingested: () => {} },
      },
      metrics: { http: { ingest: () => {}, answered: () => {} } },
      logger: { debug: () => {} },
      clock: { monotonic: () => 0 },
    } as unknown as AppParts
    const door = await openDoor()
    door.open(
      (_, response) => response.writeHead(418, { 'content-length': 0 }).end(),
      () => {},
      alertsFastPath(parts),
    )
    const answer = await rawTalk(door).ask(bytesOf({ body, headers }, 'known length'))
    return answer.status
  }

  test('is not asked for short JSON', async () => {
    expect(await answeredBy({})).toBe(200)
    expect(await answeredBy({ 'content-type': 'application/json; charset=utf-8' })).toBe(200)
  })

  test.each([
    ['another type', { 'content-type': 'text/plain' }],
    ['what is packed', { 'content-encoding': 'gzip' }],
  ])('has %s', async (_, headers) => {
    expect(await answeredBy(headers)).toBe(418)
  })

  test('has what is long, what is no JSON, and whoever may not', async () => {
    expect(await answeredBy({}, ' '.repeat(70_000))).toBe(418)
    expect(await answeredBy({}, '[{')).toBe(418)
    expect(await answeredBy({}, '[]', 'who are you?')).toBe(418)
  })

  test('has all of them where requests are followed', () => {
    expect(alertsFastPath({ tracing: {} } as unknown as AppParts)).toBeUndefined()
  })
})
