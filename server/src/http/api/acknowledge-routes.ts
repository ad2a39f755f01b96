import { AcknowledgeRequest, Alert, ApiError, parser, UnacknowledgeRequest } from '@watchfloor/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { readAcknowledge } from '../../commands/read-acknowledge.ts'
import { json } from '../../openapi/answers.ts'
import { sendAnswer, sendInvalid } from '../edge/answers.ts'
import type { AppParts } from '../edge/parts.ts'
import { handler, resource } from '../edge/resource.ts'
import { actsOf } from '../edge/seen-by.ts'
import { readBodyAs } from '../edge/typed-body.ts'
import { ALERT, fingerprintOf } from './alert-routes.ts'
import { NAMED_IN_QUERY, namedIn } from './named-in-query.ts'

const parseAcknowledge = parser(AcknowledgeRequest)

/** Taking an alert, and giving it back (S9). */
export function acknowledgeRoutes(app: FastifyInstance, parts: AppParts): void {
  resource(app, '/api/v2/alerts/:fingerprint/acknowledge', {
    POST: handler(
      {
        id: 'acknowledgeAlert',
        chapter: 'Alerts',
        right: 'respond',
        summary: 'Take an alert, so that everybody sees who has it',
        description:
          'Whoever has it already says by it that they are still on it; whoever it was offered to takes it over. What is left out (`until`, `ends_at`) is then as it was.',
        parameters: [ALERT],
        body: { schema: AcknowledgeRequest, optional: true },
        answers: {
          200: json(Alert, 'The alert, with who has it.'),
          404: json(ApiError, 'No such alert is known.'),
          409: json(ApiError, 'Its life has ended since, or somebody else has it.'),
        },
      },
      (request, reply) => acknowledge(parts, request, reply),
    ),
    DELETE: handler(
      {
        id: 'unacknowledgeAlert',
        chapter: 'Alerts',
        right: 'respond',
        summary: 'Give an alert back',
        parameters: [ALERT, ...NAMED_IN_QUERY],
        body: { schema: UnacknowledgeRequest, optional: true },
        answers: {
          200: json(Alert, 'The alert, which nobody has.'),
          404: json(ApiError, 'No such alert is known.'),
          409: json(ApiError, 'Its life has ended since.'),
        },
      },
      (request, reply) => unacknowledge(parts, request, reply),
    ),
  })
}

async function acknowledge(
  parts: AppParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Alert | FastifyReply> {
  const asked = await readBodyAs(parts, request, reply, 'acknowledge', parseAcknowledge, {})
  if (asked === undefined) return reply
  const command = readAcknowledge(fingerprintOf(request), asked, request.principal)
  if (!command.ok) return sendInvalid(request, reply, command.error)
  return sendAnswer(request, reply, await actsOf(parts, request).acknowledge(command.value))
}

async function unacknowledge(
  parts: AppParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Alert | FastifyReply> {
  const asked = await readBodyAs(parts, request, reply, 'acknowledge', parseAcknowledge, {})
  if (asked === undefined) return reply
  const { name, life } = namedIn(request, asked)
  if (name === undefined) return sendInvalid(request, reply, 'name is missing: say who gives it back')
  const answer = await actsOf(parts, request).unacknowledge({
    fingerprint: fingerprintOf(request),
    life,
    name,
  })
  return sendAnswer(request, reply, answer)
}
