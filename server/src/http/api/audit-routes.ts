import { ApiError, AUDIT_RESULTS, AuditHead, AuditPage, AuditVerdict, Timestamp } from '@watchfloor/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { readHead } from '../../audit/entry.ts'
import { json } from '../../openapi/answers.ts'
import { queryParameter, wholeNumberParameter } from '../../openapi/parameters.ts'
import { sendInvalid, sendRefused } from '../edge/answers.ts'
import { acting, actorIn } from '../edge/audited.ts'
import type { AppParts } from '../edge/parts.ts'
import { queryOf } from '../edge/query.ts'
import { handler, resource } from '../edge/resource.ts'
import { type AuditAsked, readAuditQuery } from './audit-query.ts'
import { AUDIT_TYPES, streamAudit } from './audit-stream.ts'

const PARAMETERS = [
  queryParameter('from', Timestamp, 'Entries from then on; all when not given.'),
  queryParameter('to', Timestamp, 'Entries until then.'),
  queryParameter(
    'who',
    Type.String(),
    'A credential, subject or address to the letter, or a part of a name, such as `control` or `ana`.',
  ),
  queryParameter(
    'what',
    Type.String(),
    'What was done, or what it begins with: `silence` is `silence.save` and `silence.expire`.',
  ),
  queryParameter('result', Type.Enum([...AUDIT_RESULTS, 'refused']), '`refused` is all but what was done.'),
  wholeNumberParameter(
    'limit',
    { initial: 100, least: 1, most: 1_000 },
    'Entries of a page; a file has all when it is not given.',
  ),
  queryParameter('cursor', Type.String(), 'The `cursor` of the answer to go on from.'),
  queryParameter(
    'format',
    Type.Enum(Object.keys(AUDIT_TYPES)),
    'As `Accept` says when not given; else json.',
  ),
]

/** Who did what: to look at, to take away, and to prove that nothing of it was touched. */
export function auditRoutes(app: FastifyInstance, parts: AppParts): void {
  resource(app, '/api/v2/audit', {
    GET: handler(
      {
        id: 'getAudit',
        chapter: 'Operating',
        right: 'administer',
        summary: 'Every act and refusal, newest first: a page of JSON, or a file of JSON lines or CSV',
        description:
          'A line of JSON is an entry to the byte: its SHA-256 is the `prev` of the next. Taking a file away is itself an act, with an entry; so is looking, by the minute.',
        parameters: PARAMETERS,
        answers: { 200: json(AuditPage, 'A page of them.', [AUDIT_TYPES.jsonl, AUDIT_TYPES.csv]) },
      },
      (request, reply) => getAudit(parts, request, reply),
    ),
  })
  resource(app, '/api/v2/audit/head', {
    GET: handler(
      {
        id: 'getAuditHead',
        chapter: 'Operating',
        right: 'observe',
        summary: 'Where the audit log ends: to be kept somewhere else',
        answers: { 200: json(AuditHead, 'The newest entry, by its hash.') },
      },
      () => parts.core.audit.head(),
    ),
  })
  resource(app, '/api/v2/audit/verify', {
    GET: handler(
      {
        id: 'verifyAudit',
        chapter: 'Operating',
        right: 'administer',
        summary: 'Was anything of the audit log rewritten, taken out, moved or cut off?',
        parameters: [
          queryParameter('head', Type.String(), 'A head that was kept outside: `SEQUENCE:HASH`.'),
          queryParameter(
            'key',
            Type.String(),
            'The public key that was kept outside, or several with commas; when not given, those of the servers that share the store.',
          ),
        ],
        answers: { 200: json(AuditVerdict, 'What was found.'), 400: json(ApiError, 'It is no head.') },
      },
      (request, reply) => verify(parts, request, reply),
    ),
  })
}

async function getAudit(
  parts: AppParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<AuditPage | FastifyReply> {
  const { core } = parts
  const asked = readAuditQuery(queryOf(request), request.headers.accept)
  if (typeof asked === 'string') return sendInvalid(request, reply, `GET /api/v2/audit: ${asked}`)
  await core.audit.flush()
  if (asked.format !== 'json') {
    const { format, detail } = asked
    const noted = await acting(parts, request).note({
      what: 'audit.export',
      result: 'ok',
      detail: { format, ...detail },
    })
    return noted.ok ? streamAudit(parts, request, reply, asked) : sendRefused(request, reply, noted)
  }
  const page = await readPage(core, asked)
  const route = 'GET /api/v2/audit'
  core.audit.refused({ who: actorIn(request), what: 'audit.read', result: 'ok', route })
  return page
}

async function readPage(core: AppParts['core'], asked: AuditAsked): Promise<AuditPage> {
  const { limit = 100 } = asked
  const { rows, last } = await core.audit.scan({ ...asked.filter, before: asked.before, most: limit })
  const entries = rows.flatMap(({ text }) => {
    try {
      return [JSON.parse(text) as AuditPage['entries'][number]]
    } catch {
      // Verification says where it was touched.
      return []
    }
  })
  return { entries, cursor: last === undefined || last <= 1 ? null : String(last) }
}

async function verify(
  parts: AppParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<AuditVerdict | FastifyReply> {
  const query = queryOf(request)
  const text = query.get('head')
  const head = text === null ? undefined : readHead(text)
  if (text !== null && head === undefined) {
    const message = `head is ${JSON.stringify(text)}, not SEQUENCE:HASH with at least 12 digits of the hash`
    return sendInvalid(request, reply, message)
  }
  const verdict = await parts.core.audit.verify(head, query.get('key')?.split(','))
  const { whole, problems } = verdict
  const result = whole ? 'ok' : 'failed'
  const detail = { head: text, problems: problems.slice(0, 3) }
  const noted = await acting(parts, request).note({ what: 'audit.verify', result, detail })
  if (!noted.ok)
    parts.logger.warn(
      { reason: noted.message, request: request.id },
      'that the audit log was verified could not be noted',
    )
  return verdict
}
