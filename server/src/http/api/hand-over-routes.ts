import { randomUUID } from 'node:crypto'
import { Alert, ApiError, HandOverRequest, parser, seenOf, UnacknowledgeRequest } from '@watchfloor/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { nameOf } from '../../access/principal.ts'
import { json } from '../../openapi/answers.ts'
import { sendAnswer, sendInvalid } from '../edge/answers.ts'
import type { AppParts } from '../edge/parts.ts'
import { handler, resource } from '../edge/resource.ts'
import { actsOf } from '../edge/seen-by.ts'
import { readBodyAs } from '../edge/typed-body.ts'
import { ALERT, fingerprintOf } from './alert-routes.ts'
import { NAMED_IN_QUERY, namedIn } from './named-in-query.ts'

const parse = parser(HandOverRequest)
const parseEnd = parser(UnacknowledgeRequest)

/** Offering an alert to somebody, and ending that (S37); they take it by acknowledging it. */
export function handOverRoutes(app: FastifyInstance, parts: AppParts): void {
  resource(app, '/api/v2/alerts/:fingerprint/handover', {
    POST: handler(
      {
        id: 'handOverAlert',
        chapter: 'Alerts',
        right: 'respond',
        summary: 'Offer an alert that you have to somebody',
        description:
          'It stays with you until they take it, which they do by acknowledging it. The offer lapses after `acknowledgements.offers_last`.',
        parameters: [ALERT],
        body: { schema: HandOverRequest },
        answers: {
          200: json(Alert, 'The alert, with whom it is offered to.'),
          404: json(ApiError, 'No such alert is known.'),
          409: json(ApiError, 'Its life has ended since, or you have not got it.'),
        },
      },
      (request, reply) => handOver(parts, request, reply),
    ),
    DELETE: handler(
      {
        id: 'endOffer',
        chapter: 'Alerts',
        right: 'respond',
        summary: 'Withdraw an offer, or decline one that is for you',
        parameters: [ALERT, ...NAMED_IN_QUERY],
        body: { schema: UnacknowledgeRequest, optional: true },
        answers: {
          200: json(Alert, 'The alert, which stays with whoever has it.'),
          404: json(ApiError, 'No such alert is known.'),
          409: json(ApiError, 'Its life has ended since, or the offer is none of yours.'),
        },
      },
      (request, reply) => endOffer(parts, request, reply),
    ),
  })
}

async function handOver(
  parts: AppParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Alert | FastifyReply> {
  const asked = await readBodyAs(parts, request, reply, 'handover', parse)
  if (asked === undefined) return reply
  const name = nameOf(request.principal, asked.name)
  if (name === undefined) return sendInvalid(request, reply, 'name is missing: say who hands it over')
  const to = seenOf(asked.to)
  if (to === '') return sendInvalid(request, reply, 'to is empty: say whom it is for')
  const text = seenOf(asked.note ?? '')
  const answer = await actsOf(parts, request).handOver({
    fingerprint: fingerprintOf(request),
    life: asked.life,
    name,
    to,
    note: text === '' ? undefined : { id: randomUUID(), text },
  })
  return sendAnswer(request, reply, answer)
}

async function endOffer(
  parts: AppParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Alert | FastifyReply> {
  const asked = await readBodyAs(parts, request, reply, 'handover', parseEnd, {})
  if (asked === undefined) return reply
  const { name, life } = namedIn(request, asked)
  if (name === undefined) return sendInvalid(request, reply, 'name is missing: say who ends the offer')
  const fingerprint = fingerprintOf(request)
  return sendAnswer(request, reply, await actsOf(parts, request).endOffer({ fingerprint, life, name }))
}
