import type { Alert, AuditEntry } from '@watchfloor/contract'
import { ROLES } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import type { Access } from '../../../server/src/access/authorize.ts'
import { ACTS } from '../../../server/src/http/edge/audited.ts'
import { sharedServer } from '../../support/http/run-server.ts'

/** Operations that write, and whose acts have no entry of their own, with the reason. */
const NO_ACTS: Readonly<Record<string, string>> = {
  previewSilence: 'nothing is made',
  stopBulk: 'what was done until then has its entries',
  postAlerts: 'counted by the minute',
  alertmanagerWebhook: 'counted by the minute',
}

const access: Access = async ({ authorization = '' }) => {
  const role = ROLES.find((one) => authorization === `Bearer ${one}`)
  if (role === undefined) return { ok: false, status: 401, message: 'a token is needed' }
  const id = `token:${role}`
  return { ok: true, principal: { id, subject: id, name: role, role, scope: undefined, anonymous: false } }
}

const shared = sharedServer({ access })

const ask = (method: string, path: string, who: string | undefined, body?: unknown): Promise<Response> =>
  fetch(shared().url + path, {
    method,
    headers: {
      ...(who === undefined ? {} : { authorization: `Bearer ${who}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })

const UUID = '00000000-0000-4000-8000-000000000000'

/** Entries so far, the newest first. */
async function entries(query = ''): Promise<readonly AuditEntry[]> {
  const answer = await ask('GET', `/api/v2/audit?limit=1000${query}`, 'admin')
  return ((await answer.json()) as { readonly entries: readonly AuditEntry[] }).entries
}

interface Route {
  readonly id: string
  readonly method: string
  readonly path: string
}

async function writingRoutes(): Promise<readonly Route[]> {
  const { paths } = (await (await fetch(`${shared().url}/openapi.json`)).json()) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId?: string }>>>>
  }
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { operationId }]) =>
      operationId !== undefined && !['get', 'head', 'parameters'].includes(method)
        ? [{ id: operationId, method: method.toUpperCase(), path: path.replaceAll(/\{\w+\}/g, UUID) }]
        : [],
    ),
  )
}

test('every operation that writes is called something in the audit log, or is known to be no act', async () => {
  const unnamed = (await writingRoutes()).filter(
    ({ id, path }) => ACTS[id] === undefined && NO_ACTS[id] === undefined && !path.includes('/webhooks/'),
  )
  expect(unnamed).toEqual([])
})

test('whoever is not recognised, may not, or asks for what cannot be leaves an entry, by every operation', async () => {
  for (const { id, method, path } of await writingRoutes()) {
    const what = ACTS[id]
    if (what === undefined || id === 'refreshSession') continue
    const tried = [undefined, 'viewer', 'admin'] as const
    const statuses: number[] = []
    for (const who of tried)
      statuses.push((await ask(method, path, who, method === 'DELETE' ? undefined : {})).status)
    const found = await entries(`&what=${what}`)
    // Whoever signs out of nothing does nothing.
    for (const [n, who] of id === 'signOut' ? [] : tried.entries()) {
      const isTold = found.some(
        ({ who: { name, credential }, result }) =>
          (name === (who ?? null) || credential === 'nobody') &&
          ((statuses[n] ?? 0) < 400 || result !== 'ok'),
      )
      expect([id, who, statuses[n], isTold]).toEqual([id, who, statuses[n], true])
    }
  }
})

test('what is done has an entry with who, what, on which, before and after', async () => {
  const alert = { labels: { alertname: 'Full' }, endsAt: new Date(Date.now() + 600_000).toISOString() }
  expect((await ask('POST', '/api/v2/alerts', 'ingest', [alert])).status).toBe(200)
  const [{ fingerprint = '' } = {}] = (await (await ask('GET', '/api/v2/alerts', 'viewer')).json()) as {
    fingerprint?: string
  }[]
  const on = `/api/v2/alerts/${fingerprint}`
  const [many, alerts] = ['/api/v2/alerts/bulk', [{ fingerprint }]]
  const silence = {
    matchers: [{ name: 'alertname', value: 'Full', is_regex: false, is_equal: true }],
    ends_at: alert.endsAt,
    comment: 'known',
    confirm: true,
  }
  const acts: readonly (readonly [string, () => Promise<Response>])[] = [
    ['alert.acknowledge', () => ask('POST', `${on}/acknowledge`, 'responder', {})],
    ['alert.hand_over', () => ask('POST', `${on}/handover`, 'responder', { to: 'Tom' })],
    ['alert.end_offer', () => ask('DELETE', `${on}/handover`, 'responder')],
    ['alert.note', () => ask('POST', `${on}/notes`, 'responder', { text: 'disk swapped' })],
    [
      'alert.take_back_note',
      async () => {
        const { alert } = (await (await ask('GET', on, 'viewer')).json()) as { alert: Alert }
        return ask('DELETE', `${on}/notes/${alert.notes?.[0]?.id ?? ''}`, 'responder')
      },
    ],
    ['alert.unacknowledge', () => ask('DELETE', `${on}/acknowledge`, 'responder')],
    ['silence.save', () => ask('POST', '/api/v2/silences/save', 'responder', silence)],
    [
      'silence.expire',
      async () => {
        const [{ id = '' } = {}] = (await (await ask('GET', '/api/v2/silences', 'viewer')).json()) as {
          id?: string
        }[]
        return ask('DELETE', `/api/v2/silence/${id}`, 'responder')
      },
    ],
    ['alert.acknowledge', () => ask('POST', `${many}/acknowledge`, 'responder', { alerts })],
    ['alert.unacknowledge', () => ask('DELETE', `${many}/acknowledge`, 'responder', { alerts })],
    ['alert.resolve', () => ask('POST', `${many}/resolve`, 'responder', { alerts, confirm: true })],
    [
      'alert.resolve',
      async () => {
        await ask('POST', '/api/v2/alerts', 'ingest', [alert])
        return ask('POST', `${on}/resolve`, 'responder', { confirm: true })
      },
    ],
    [
      'purge',
      () =>
        ask('POST', '/api/v2/purge', 'admin', {
          matchers: [{ name: 'a', value: 'b', is_regex: false, is_equal: true }],
        }),
    ],
    ['severity.map', () => ask('PUT', '/api/v2/severities', 'admin', { value: 'tier0', level: 'high' })],
    ['token.create', () => ask('POST', '/api/v2/credentials', 'admin', { name: 'Bo', role: 'viewer' })],
    ['log.level', () => ask('PUT', '/api/v2/log-level', 'admin', { level: 'debug' })],
    ['config.reload', () => ask('POST', '/-/reload', 'admin')],
    ['join-link.make', () => ask('POST', '/api/v2/join-links', 'admin', { name: 'Cy' })],
    [
      'join-link.revoke',
      async () => {
        const answer = await ask('GET', '/api/v2/join-links', 'admin')
        const { links } = (await answer.json()) as { readonly links: readonly { readonly id: string }[] }
        return ask('DELETE', `/api/v2/join-links/${links[0]?.id}`, 'admin')
      },
    ],
    ['audit.export', () => ask('GET', '/api/v2/audit?format=csv', 'admin')],
    ['audit.verify', () => ask('GET', '/api/v2/audit/verify', 'admin')],
  ]
  for (const [what, act] of acts) {
    const { status } = await act()
    expect([what, status]).toEqual([what, 200])
    const [newest] = (await entries(`&what=${what}`)).filter(({ repeated }) => repeated === undefined)
    expect(newest).toMatchObject({ what, result: 'ok', who: { address: '127.0.0.1' } })
  }
  const [acknowledged] = await entries('&what=alert.acknowledge&result=ok')
  expect(acknowledged).toMatchObject({
    who: { credential: 'token:responder', name: 'responder', role: 'responder' },
    alerts: { ids: [fingerprint], count: 1 },
    before: [{ fingerprint, acknowledged: null }],
    after: [{ fingerprint, acknowledged: { name: 'responder' } }],
  })
  expect((await entries('&what=ingest&who=ingest'))[0]).toMatchObject({
    who: { credential: 'token:ingest' },
    detail: { minutes: [{ requests: 1, accepted: 1 }] },
  })
})

test('files are the chain to the byte, and text that is no formula; verification says that all of it is whole', async () => {
  const lines = (await (await ask('GET', '/api/v2/audit?format=jsonl', 'admin')).text()).trimEnd().split('\n')
  const { createHash } = await import('node:crypto')
  const chain = lines.toReversed()
  for (const [n, line] of chain.entries()) {
    const { sequence, prev } = JSON.parse(line) as AuditEntry
    const before = chain[n - 1]
    const hash = before === undefined ? '0'.repeat(64) : createHash('sha256').update(before).digest('hex')
    expect([sequence, prev]).toEqual([n + 1, hash])
  }
  const csv = await ask('GET', '/api/v2/audit', 'admin')
  expect(csv.headers.get('content-type')).toContain('application/json')
  const head = (await (await ask('GET', '/api/v2/audit/head', 'viewer')).json()) as { head: string }
  const verdict = await ask('GET', `/api/v2/audit/verify?head=${head.head}`, 'admin')
  expect(await verdict.json()).toMatchObject({ whole: true, anchored: true, problems: [] })
  const wrong = await ask(
    'GET',
    `/api/v2/audit/verify?head=${head.head.replace(/.$/, (c) => (c === '0' ? '1' : '0'))}`,
    'admin',
  )
  expect(await wrong.json()).toMatchObject({ whole: false, anchored: false })
  for (const who of ['viewer', 'responder']) expect((await ask('GET', '/api/v2/audit', who)).status).toBe(403)
})
