import type { Refusal, Result } from '@watchfloor/client'
import { type Activity, formatTime, type Millis, type NodeInfo, noCounts } from '@watchfloor/contract'
import type { BridgeRequest } from '../../../src/shared/bridge.ts'
import { sampleCredentials, sampleSessions } from '../support/sample-access.ts'
import { sampleAudit } from '../support/sample-audit.ts'
import { NOBODY, sessionOf } from '../support/sample-session.ts'
import { SAMPLE_STATISTICS } from '../support/sample-statistics.ts'

const MISSING: Refusal = { ok: false, reason: 'not_found', message: 'the preview has no such answer' }
const HOUR = 3_600_000
const TOKEN = `wfl_${'n0tArea1T0ken'.repeat(3)}`

/** Who looks at the previewed board: `who=nobody`, or a role, with `scope=1` for one who sees a part; `open` unless given. */
export function previewAccess(query: URLSearchParams): (request: BridgeRequest) => Promise<Result<unknown>> {
  const who = query.get('who')
  const scope = query.has('scope') ? { team: ['payments', 'checkout'], cluster: ['eu-1'] } : null
  const expires_at = formatTime(Date.now() + 6 * HOUR)
  const session =
    who === 'viewer' || who === 'responder' || who === 'admin' || who === 'ingest'
      ? sessionOf({ role: who, scope, expires_at })
      : who === 'nobody'
        ? NOBODY
        : { sign_in: 'off', who: null }
  const answers: Record<string, unknown> = {
    'GET /api/v2/session': session,
    'GET /api/v2/sign-in': {
      ways: [{ kind: 'openid', name: 'Example ID', url: '/x' }, { kind: 'token' }],
    },
    'GET /api/v2/nodes': { nodes: query.has('nodes') ? sampleNodes(Date.now()) : [] },
    'GET /api/v2/credentials': { credentials: query.has('empty') ? [] : sampleCredentials(Date.now()) },
    'GET /api/v2/sessions': { sessions: query.has('empty') ? [] : sampleSessions(Date.now()) },
  }
  return async ({ method = 'GET', path, body }) => {
    if (path.startsWith('/api/v2/audit'))
      return query.has('empty')
        ? { ok: true, value: { entries: [], cursor: null } }
        : sampleAudit(path, Date.now())
    if (path.startsWith('/api/v2/stats/response')) {
      const span = new URLSearchParams(path.split('?')[1])
      return { ok: true, value: { ...SAMPLE_STATISTICS, from: span.get('from'), to: span.get('to') } }
    }
    if (path.startsWith('/api/v2/stats/timeline')) return { ok: true, value: sampleActivity(Date.now()) }
    if (method === 'POST' && path === '/api/v2/credentials') {
      const [credential] = sampleCredentials(Date.now())
      return { ok: true, value: { token: TOKEN, credential: { ...credential, ...(body as object) } } }
    }
    if (method === 'DELETE') return { ok: true, value: undefined }
    const value = answers[`${method} ${path}`]
    return value === undefined ? MISSING : { ok: true, value }
  }
}

/** Three servers of one log, of which one has vanished. */
function sampleNodes(now: Millis): readonly NodeInfo[] {
  const since = formatTime(now - 26 * HOUR)
  const node = {
    version: '1.4.0',
    since,
    seen: formatTime(now),
    status: 'present',
    asked: false,
    on_duty: false,
  } as const
  return [
    {
      ...node,
      name: 'watchfloor-0',
      url: 'http://10.0.0.7:9095',
      on_duty: true,
      streams: 412,
      lag: 0,
      clock_skew_ms: 0,
    },
    {
      ...node,
      name: 'watchfloor-1',
      url: 'http://10.0.0.8:9095',
      asked: true,
      streams: 398,
      lag: 14,
      clock_skew_ms: 4_200,
    },
    { ...node, name: 'watchfloor-2', url: '', seen: formatTime(now - 95_000), status: 'vanished' },
  ]
}

/** A day in which more and more began toward its end. */
function sampleActivity(now: Millis): Activity {
  const slice = HOUR / 2
  const from = now - 24 * HOUR
  return {
    from: formatTime(from),
    to: formatTime(now),
    slices: Array.from({ length: 48 }, (_, index) => {
      const total = ((index * 7) % 11) + (index > 40 ? 3 * (index - 40) : 0)
      const critical = index % 13 === 12 ? 1 : 0
      return { ...noCounts(), at: formatTime(from + index * slice), critical, warning: total - critical }
    }),
  }
}
