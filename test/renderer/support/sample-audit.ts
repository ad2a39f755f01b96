import type { Result } from '@watchfloor/client'
import { type AuditEntry, formatTime, type Millis } from '@watchfloor/contract'

const HASH = 'ab12'.repeat(16)
const MINUTE = 60_000

const ANA: AuditEntry['who'] = {
  credential: 'session:9f8e7d6c5b4a',
  subject: 'oidc:https://id.example.com#ana',
  name: 'Ana Lima',
  role: 'responder',
  address: '10.1.4.7',
}
const NOBODY: AuditEntry['who'] = {
  credential: 'nobody',
  subject: 'nobody',
  name: null,
  role: null,
  address: '203.0.113.9',
}

/** Acts and refusals of some minutes, newest first. */
export function sampleEntries(now: Millis): readonly AuditEntry[] {
  const at = (minutes: number): string => formatTime(now - minutes * MINUTE)
  const common = { prev: HASH, result: 'ok' } as const
  const silence = { comment: 'db-maint', ends_at: at(-60), created_by: 'Ana Lima' }
  return [
    {
      ...common,
      sequence: 104,
      at: at(1),
      who: ANA,
      what: 'silence.save',
      silences: { ids: ['0b0c'], count: 1 },
      alerts: { ids: ['00000000000000aa', '00000000000000ab'], count: 2 },
      before: silence,
      after: { ...silence, ends_at: at(-180) },
    },
    {
      ...common,
      sequence: 103,
      at: at(4),
      who: NOBODY,
      what: 'read',
      result: 'unauthorized',
      reason: 'this token is not known here, or was revoked',
      route: 'GET /api/v2/board',
      repeated: { count: 41, first: at(5), last: at(4) },
    },
    {
      ...common,
      sequence: 102,
      at: at(30),
      who: { ...ANA, name: 'Bo Berg', role: 'viewer' },
      what: 'alert.acknowledge',
      result: 'forbidden',
      reason: 'your role is viewer; this needs one of the roles responder or admin',
      alerts: { ids: ['00000000000000aa'], count: 1 },
    },
    {
      ...common,
      sequence: 101,
      at: at(90),
      who: { ...ANA, credential: 'control', subject: 'control', name: 'local administrator', role: 'admin' },
      what: 'token.create',
      credentials: { ids: ['token:3f0c6f1d22ab'], count: 1 },
      after: { name: 'Prometheus eu', role: 'ingest' },
    },
    { ...common, sequence: 100, at: at(1_600), who: ANA, what: 'silence.save', result: 'failed' },
  ]
}

/** What a server answers that has these. */
export function sampleAudit(path: string, now: Millis): Result<unknown> {
  const entries = sampleEntries(now)
  const head = `104:${HASH}`
  if (path.endsWith('/head'))
    return { ok: true, value: { sequence: 104, hash: HASH, head, public_key: 'a2V5' } }
  if (path.includes('/verify'))
    return {
      ok: true,
      value: {
        whole: true,
        entries: 5,
        first: 100,
        last: 104,
        head,
        anchored: false,
        trimmed_to: 99,
        problems: [],
      },
    }
  return { ok: true, value: { entries, cursor: path.includes('cursor=') ? null : '100' } }
}
