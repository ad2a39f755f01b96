import { ApiError, parser, parseTime, Revocation, RevocationRequest, Revocations } from '@watchfloor/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { json } from '../../openapi/answers.ts'
import { sendAnswer, sendInvalid } from '../edge/answers.ts'
import { acting } from '../edge/audited.ts'
import type { AppParts } from '../edge/parts.ts'
import { handler, resource } from '../edge/resource.ts'
import { readBodyAs } from '../edge/typed-body.ts'

const parse = parser(RevocationRequest)

/** What is not good any more, whoever issued it. */
export function revocationRoutes(app: FastifyInstance, parts: AppParts): void {
  resource(app, '/api/v2/revocations', {
    GET: handler(
      {
        id: 'getRevocations',
        chapter: 'Operating',
        right: 'administer',
        summary: 'What was taken back by whom it stands for, or by when it was issued',
        answers: { 200: json(Revocations, 'The newest first.') },
      },
      () => ({ revocations: parts.core.revocations() }),
    ),
    POST: handler(
      {
        id: 'revokeIssued',
        chapter: 'Operating',
        right: 'administer',
        summary: 'Take back what was issued before a moment: of one subject, one JWT, or everybody’s',
        description:
          'Tokens, sessions and JWTs alike, the one of whoever asks included; streams that they opened end within seconds. It is for what this server did not issue, and for when it is not known what leaked. A JWT that does not say when it was issued counts as old.',
        body: { schema: RevocationRequest },
        answers: {
          200: json(Revocation, 'What holds now.'),
          400: json(ApiError, 'It lies ahead, or there are too many.'),
        },
      },
      (request, reply) => revoke(parts, request, reply),
    ),
  })
}

async function revoke(
  parts: AppParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Revocation | FastifyReply> {
  const asked = await readBodyAs(parts, request, reply, 'revocation', parse)
  if (asked === undefined) return reply
  const { subject, jti, issued_before: before } = asked
  const issuedBefore = before === undefined ? undefined : parseTime(before)
  if (before !== undefined && issuedBefore === undefined)
    return sendInvalid(request, reply, 'issued_before is no RFC 3339 time, such as 2027-01-31T12:00:00Z')
  const by = request.principal.name ?? ''
  const answer = await acting(parts, request).revokeIssued({ subject, jti, issuedBefore, by })
  if (answer.ok)
    parts.logger.warn({ ...answer.value, by, request: request.id }, 'credentials were taken back')
  return sendAnswer(request, reply, answer)
}
