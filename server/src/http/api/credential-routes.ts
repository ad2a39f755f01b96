import {
  ApiError,
  Credential,
  CredentialMade,
  CredentialRequest,
  Credentials,
  parser,
  parseTime,
} from '@watchfloor/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { json } from '../../openapi/answers.ts'
import { pathParameter } from '../../openapi/parameters.ts'
import { sendAnswer, sendInvalid } from '../edge/answers.ts'
import { acting } from '../edge/audited.ts'
import { sendError } from '../edge/errors.ts'
import type { AppParts } from '../edge/parts.ts'
import { handler, resource } from '../edge/resource.ts'
import { readBodyAs } from '../edge/typed-body.ts'

const parse = parser(CredentialRequest)

/** Tokens: who has one, a new one, and none any more. */
export function credentialRoutes(app: FastifyInstance, parts: AppParts): void {
  const { core } = parts
  resource(app, '/api/v2/credentials', {
    GET: handler(
      {
        id: 'getCredentials',
        chapter: 'Operating',
        right: 'administer',
        summary: 'Who may come in, by the tokens that were made',
        answers: { 200: json(Credentials, 'All of them, those that have expired included.') },
      },
      (request, reply) => (forbidsStrangers(request, reply) ? reply : { credentials: core.credentials() }),
    ),
    POST: handler(
      {
        id: 'createCredential',
        chapter: 'Operating',
        right: 'administer',
        summary: 'Make a token, which is said this once',
        body: { schema: CredentialRequest },
        answers: {
          200: json(CredentialMade, 'The token, and what the server keeps of it.'),
          400: json(ApiError, 'There are too many, or it would end too late or before it began.'),
        },
      },
      (request, reply) => create(parts, request, reply),
    ),
  })
  resource(app, '/api/v2/credentials/:id', {
    DELETE: handler(
      {
        id: 'revokeCredential',
        chapter: 'Operating',
        right: 'administer',
        summary: 'Take a token back: nobody comes in with it, and streams that it opened end',
        parameters: [pathParameter('id', Type.String(), 'Id of the token.')],
        answers: { 200: json(Credential, 'What it was.'), 404: json(ApiError, 'There is no such token.') },
      },
      async (request, reply) => {
        if (forbidsStrangers(request, reply)) return reply
        const { id } = request.params as { readonly id: string }
        const answer = await acting(parts, request).revokeCredential(id)
        if (answer.ok)
          parts.logger.info(
            { ...answer.value, by: request.principal.name, request: request.id },
            'a token was revoked',
          )
        return sendAnswer(request, reply, answer)
      },
    ),
  })
}

async function create(
  parts: AppParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<CredentialMade | FastifyReply> {
  if (forbidsStrangers(request, reply)) return reply
  const asked = await readBodyAs(parts, request, reply, 'credential', parse)
  if (asked === undefined) return reply
  const { name, role, scope, labels, replaces, expires_at: end } = asked
  const expiresAt = end === undefined ? undefined : parseTime(end)
  if (end !== undefined && expiresAt === undefined)
    return sendInvalid(request, reply, 'expires_at is no RFC 3339 time, such as 2027-01-31T12:00:00Z')
  const by = request.principal.name ?? ''
  const answer = await acting(parts, request).createCredential({
    name,
    role,
    scope,
    labels,
    replaces,
    expiresAt,
    by,
  })
  if (answer.ok) parts.logger.info({ ...answer.value.credential, request: request.id }, 'a token was made')
  return sendAnswer(request, reply, answer)
}

/**
 * Where nobody signs in, everybody may do everything, but for this: a token that a stranger made would open the server
 * again once its sign-in is turned on.
 */
function forbidsStrangers(request: FastifyRequest, reply: FastifyReply): boolean {
  if (!request.principal.anonymous) return false
  const message =
    'this server does not know who you are (sign_in is off), so tokens are made on its own machine: watchfloor-server token create'
  sendError(request, reply, { status: 403, message, from: 'handler' })
  return true
}
