import {
  ApiError,
  BulkAnswer,
  BulkRequest,
  PreviewRequest,
  parser,
  SilencePreview,
} from '@watchfloor/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { nameOf } from '../../access/principal.ts'
import { json } from '../../openapi/answers.ts'
import { sendInvalid, sendRefused } from '../edge/answers.ts'

import { actorIn } from '../edge/audited.ts'
import { matchersOfBody } from '../edge/matchers.ts'
import { paceOf } from '../edge/pace-of.ts'
import type { AppParts } from '../edge/parts.ts'
import { handler, resource } from '../edge/resource.ts'
import { actsOf, seenBy } from '../edge/seen-by.ts'
import { readBodyAs } from '../edge/typed-body.ts'
import { previewSilence } from './preview-silence.ts'

const BULK = '/api/v2/silences/bulk'

const parsePreview = parser(PreviewRequest)
const parseBulk = parser(BulkRequest)

/** What people need of silences beyond Alertmanager's API: seeing what one would hide, and ending many at once. */
export function ownSilenceRoutes(app: FastifyInstance, parts: AppParts): void {
  const { core } = parts
  resource(app, '/api/v2/silences/preview', {
    POST: handler(
      {
        id: 'previewSilence',
        chapter: 'Silences',
        right: 'read',
        summary: 'What a silence with these matchers would hide',
        description:
          'Of what fires now (count, share of the board, by level, the gravest twenty, and whether making it needs a second word) and of what fired in the past 7 days.',
        body: { schema: PreviewRequest },
        answers: { 200: json(SilencePreview, 'What it would hide; nothing is made.') },
      },
      async (request, reply) => {
        const asked = await readBodyAs(parts, request, reply, 'silence', parsePreview)
        if (asked === undefined) return reply
        const matchers = matchersOfBody(asked.matchers)
        if (!matchers.ok) return sendInvalid(request, reply, matchers.error)
        const pace = paceOf(parts, request, reply)
        const seen = seenBy(parts, request)
        return await previewSilence(seen, asked, matchers.value, request.principal, core.now(), pace)
      },
    ),
  })
  resource(app, BULK, {
    POST: handler(
      {
        id: 'endSilences',
        chapter: 'Silences',
        right: 'respond',
        summary: 'End up to 1,000 silences in one transaction',
        body: { schema: BulkRequest },
        answers: {
          200: json(BulkAnswer, 'What became of each.'),
          503: json(ApiError, 'The store cannot be written; none was ended.'),
        },
      },
      async (request, reply) => {
        const asked = await readBodyAs(parts, request, reply, 'silence', parseBulk)
        if (asked === undefined) return reply
        const by = nameOf(request.principal, asked.name) ?? request.address
        const answer = await actsOf(parts, request).expireSilences(asked.ids, by, request.principal)
        if (answer.ok) noteRefused(parts, request, answer.value)
        return answer.ok ? { results: answer.value } : sendRefused(request, reply, answer)
      },
    ),
  })
}

/** Of many, those that were refused: the answer as a whole is none. */
function noteRefused({ core }: AppParts, request: FastifyRequest, results: BulkAnswer['results']): void {
  const [who, what] = [actorIn(request), 'silence.expire']
  for (const { id, outcome } of results) {
    if (outcome !== 'not_found' && outcome !== 'refused') continue
    const result = outcome === 'refused' ? 'forbidden' : outcome
    core.audit.refused({ who, what, result, route: `POST ${BULK}`, on: { silences: id } })
  }
}
