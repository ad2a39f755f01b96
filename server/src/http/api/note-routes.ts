import { randomUUID } from 'node:crypto'
import { Alert, ApiError, NoteRequest, parser, seenOf, UnacknowledgeRequest } from '@watchfloor/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { nameOf } from '../../access/principal.ts'
import { json } from '../../openapi/answers.ts'
import { pathParameter } from '../../openapi/parameters.ts'
import { sendAnswer, sendInvalid } from '../edge/answers.ts'
import type { AppParts } from '../edge/parts.ts'
import { handler, resource } from '../edge/resource.ts'
import { actsOf } from '../edge/seen-by.ts'
import { readBodyAs } from '../edge/typed-body.ts'
import { ALERT, fingerprintOf } from './alert-routes.ts'
import { NAMED_IN_QUERY, namedIn } from './named-in-query.ts'

const parse = parser(NoteRequest)
const parseTakingBack = parser(UnacknowledgeRequest)

/** Notes on an alert (S36). */
export function noteRoutes(app: FastifyInstance, parts: AppParts): void {
  resource(app, '/api/v2/alerts/:fingerprint/notes', {
    POST: handler(
      {
        id: 'noteAlert',
        chapter: 'Alerts',
        right: 'respond',
        summary: 'Write a note on an alert',
        description:
          'Kept with its life. An alert carries its ten newest notes; older ones stand in its history.',
        parameters: [ALERT],
        body: { schema: NoteRequest },
        answers: {
          200: json(Alert, 'The alert, with its notes.'),
          404: json(ApiError, 'No such alert is known.'),
          409: json(ApiError, 'Its life has ended, and left the board.'),
        },
      },
      (request, reply) => note(parts, request, reply),
    ),
  })
  resource(app, '/api/v2/alerts/:fingerprint/notes/:note', {
    DELETE: handler(
      {
        id: 'takeBackNote',
        chapter: 'Alerts',
        right: 'respond',
        summary: 'Take back a note that you wrote',
        parameters: [ALERT, pathParameter('note', Type.String(), 'Which note.'), ...NAMED_IN_QUERY],
        body: { schema: UnacknowledgeRequest, optional: true },
        answers: {
          200: json(Alert, 'The alert, without it; its history still has it.'),
          404: json(ApiError, 'No such alert or note is known.'),
          409: json(ApiError, 'Its life has ended, and left the board; or somebody else wrote it.'),
        },
      },
      (request, reply) => takeBack(parts, request, reply),
    ),
  })
}

async function note(
  parts: AppParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Alert | FastifyReply> {
  const asked = await readBodyAs(parts, request, reply, 'note', parse)
  if (asked === undefined) return reply
  const name = nameOf(request.principal, asked.name)
  if (name === undefined) return sendInvalid(request, reply, 'name is missing: say who writes it')
  const text = seenOf(asked.text)
  if (text === '') return sendInvalid(request, reply, 'text is empty')
  const fingerprint = fingerprintOf(request)
  const { life } = asked
  const id = randomUUID()
  const answer = await actsOf(parts, request).noteAlert({ fingerprint, life, name, id, text })
  return sendAnswer(request, reply, answer)
}

async function takeBack(
  parts: AppParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Alert | FastifyReply> {
  const asked = await readBodyAs(parts, request, reply, 'note', parseTakingBack, {})
  if (asked === undefined) return reply
  const { name, life } = namedIn(request, asked)
  if (name === undefined) return sendInvalid(request, reply, 'name is missing: say who wrote it')
  const fingerprint = fingerprintOf(request)
  const { note: id } = request.params as { readonly note: string }
  return sendAnswer(
    request,
    reply,
    await actsOf(parts, request).takeBackNote({ fingerprint, life, name, id }),
  )
}
