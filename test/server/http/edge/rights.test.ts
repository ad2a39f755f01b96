import { ROLES, type Role } from '@watchfloor/contract'
import type { Server } from '@watchfloor/server'
import { describe, expect, test } from 'vitest'
import type { Access } from '../../../../server/src/access/authorize.ts'
import { runServer, sharedServer } from '../../../support/http/run-server.ts'

/** Who may use what, by operation. A route that is not listed here fails, and so does one that is gone. */
const ROUTES: Readonly<Record<string, readonly string[]>> = {
  public: [
    'GET /-/healthy',
    'GET /-/ready',
    'GET /healthz',
    'GET /readyz',
    'GET /openapi.json',
    'POST /api/v2/join',
    'GET /api/v2/session',
    'POST /api/v2/session',
    'DELETE /api/v2/session',
    'GET /api/v2/sign-in',
    'POST /api/v2/session/desk',
    'POST /api/v2/session/refresh',
  ],
  ingest: [
    'POST /api/v2/alerts',
    'POST /api/v2/webhooks/alertmanager',
    'POST /api/v2/webhooks/generic',
    'POST /api/v2/webhooks/generic/{name}',
    'POST /api/v2/webhooks/grafana',
    'PUT /api/v2/webhooks/grafana',
  ],
  read: [
    'GET /api/v2/alerts',
    'GET /api/v2/alerts/groups',
    'GET /api/v2/alerts/{fingerprint}',
    'GET /api/v2/alerts/{fingerprint}/history',
    'GET /api/v2/alerts/{fingerprint}/why',
    'GET /api/v2/board',
    'GET /api/v2/events',
    'GET /api/v2/events/stream',
    'GET /api/v2/history',
    'GET /api/v2/lives',
    'GET /api/v2/receivers',
    'GET /api/v2/silence/{silenceID}',
    'GET /api/v2/silences',
    'GET /api/v2/stats',
    'GET /api/v2/stats/response',
    'GET /api/v2/stats/timeline',
    'GET /api/v2/status',
    'GET /ws/dashboard',
    'POST /api/v2/silences/preview',
  ],
  observe: [
    'GET /api/v2/audit/head',
    'GET /api/v2/connections',
    'GET /api/v2/nodes',
    'GET /health/realtime',
    'GET /metrics',
    'GET /api/v2/severities',
  ],
  respond: [
    'POST /api/v2/alerts/{fingerprint}/acknowledge',
    'DELETE /api/v2/alerts/{fingerprint}/acknowledge',
    'POST /api/v2/alerts/{fingerprint}/handover',
    'DELETE /api/v2/alerts/{fingerprint}/handover',
    'POST /api/v2/alerts/{fingerprint}/notes',
    'DELETE /api/v2/alerts/{fingerprint}/notes/{note}',
    'GET /api/v2/people',
    'POST /api/v2/alerts/{fingerprint}/resolve',
    'POST /api/v2/alerts/bulk/acknowledge',
    'DELETE /api/v2/alerts/bulk/acknowledge',
    'POST /api/v2/alerts/bulk/resolve',
    'POST /api/v2/alerts/bulk/stop',
    'DELETE /api/v2/silence/{silenceID}',
    'POST /api/v2/silences',
    'POST /api/v2/silences/bulk',
    'POST /api/v2/silences/save',
    'POST /api/v2/silences/{id}/confirm',
    'POST /api/v2/silences/{id}/refuse',
  ],
  administer: [
    'DELETE /api/v2/connections/{id}',
    'DELETE /api/v2/credentials/{id}',
    'DELETE /api/v2/sessions/{id}',
    'GET /api/v2/audit',
    'GET /api/v2/audit/verify',
    'GET /api/v2/sessions',
    'GET /api/v2/revocations',
    'POST /api/v2/revocations',
    'GET /api/v2/credentials',
    'POST /-/reload',
    'GET /api/v2/log-level',
    'PUT /api/v2/log-level',
    'PUT /api/v2/severities',
    'POST /api/v2/credentials',
    'POST /api/v2/join-links',
    'GET /api/v2/join-links',
    'DELETE /api/v2/join-links/{id}',
    'POST /api/v2/purge',
  ],
}

/** What each kind of person may, by what they carry. */
const MAY: Readonly<Record<Role, readonly string[]>> = {
  ingest: ['public', 'ingest'],
  viewer: ['public', 'read', 'observe'],
  responder: ['public', 'ingest', 'read', 'observe', 'respond'],
  admin: ['public', 'ingest', 'read', 'observe', 'respond', 'administer'],
}
/** With a scope, none that concern the server as a whole. */
const WHOLE = ['observe', 'administer']

/** `Bearer viewer` is one, `Bearer viewer of eu` is one who sees a part; `Bearer broken` cannot be judged. */
const access: Access = async ({ authorization = '' }) => {
  const [, name = '', scope] = /^Bearer (\w+)( of eu)?$/.exec(authorization) ?? []
  if (name === 'broken') throw new Error('whom the keys are of is away')
  const role = ROLES.find((one) => one === name)
  if (role === undefined) return { ok: false, status: 401, message: 'a token is needed' }
  const seen = scope === undefined ? undefined : { cluster: ['eu'] }
  return {
    ok: true,
    principal: {
      id: `test:${authorization}`,
      subject: `test:${name}`,
      name,
      role,
      scope: seen,
      anonymous: false,
    },
  }
}

/** Public, and about whoever asks: one who cannot be judged is not told that they are nobody. */
const TELL_WHO = ['GET /api/v2/session', 'DELETE /api/v2/session']

const shared = sharedServer({ access })

/** How a request is answered; a stream is left as soon as it begins. */
async function statusOf({ url }: Server, route: string, token: string | undefined): Promise<number> {
  const [method = '', path = ''] = route.split(' ')
  const left = new AbortController()
  const response = await fetch(
    `${url}${path.replaceAll(/\{\w+\}/g, '00000000-0000-4000-8000-000000000000')}`,
    {
      method,
      signal: left.signal,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(method === 'POST' || method === 'PUT' ? { 'content-type': 'application/json' } : {}),
      },
      ...(method === 'POST' || method === 'PUT' ? { body: '{}' } : {}),
    },
  )
  left.abort()
  return response.status
}

test('every route is listed with what it needs', async () => {
  const { paths } = (await (await fetch(`${shared().url}/openapi.json`)).json()) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  }
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods)
      .filter((method) => method !== 'parameters')
      .map((method) => `${method.toUpperCase()} ${path}`),
  )
  expect(routes.toSorted()).toEqual(Object.values(ROUTES).flat().toSorted())
})

describe.each(Object.entries(ROUTES))('%s', (right, routes) => {
  test.each(routes)('%s', async (route) => {
    const isPublic = right === 'public'
    for (const token of [undefined, 'nobody'])
      expect([token, (await statusOf(shared(), route, token)) === 401]).toEqual([token, !isPublic])
    expect((await statusOf(shared(), route, 'broken')) === 503).toBe(!isPublic || TELL_WHO.includes(route))
    for (const role of ROLES) {
      const may = MAY[role].includes(right)
      const ofEu = may && !WHOLE.includes(right)
      for (const [token, allowed] of [
        [role, may],
        [`${role} of eu`, ofEu],
      ] as const) {
        const status = await statusOf(shared(), route, token)
        expect([token, status !== 401 && status !== 403]).toEqual([token, allowed])
      }
    }
  })
})

test('HEAD needs what GET needs, and what is nowhere is so for everybody', async () => {
  const { url } = await runServer({ access })
  for (const path of ['/api/v2/board', '/api/v2/events/stream', '/metrics'])
    expect((await fetch(url + path, { method: 'HEAD' })).status).toBe(401)
  for (const path of ['/api/v2/nothing', '/nothing']) expect((await fetch(url + path)).status).toBe(404)
  expect((await fetch(`${url}/api/v2/board`, { method: 'PUT' })).status).toBe(405)
})
