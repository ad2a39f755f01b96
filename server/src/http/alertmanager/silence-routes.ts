import {
  GettableSilence,
  type Matcher,
  type MatcherData,
  operatorOf,
  type Silence,
} from '@watchfloor/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { nameOf } from '../../access/principal.ts'
import { isProposed } from '../../commands/propose-silence.ts'
import { sorted } from '../../ground/sorted.ts'
import { json, nothing } from '../../openapi/answers.ts'
import { flagParameter, pathParameter, queryParameter } from '../../openapi/parameters.ts'
import type { SilenceInput } from '../../silences/silence-input.ts'
import { CODE_WRONG_FORMAT } from '../../sources/decoded.ts'
import { CONFIRM, isConfirmed } from '../api/silence-save-routes.ts'
import { sendInvalid, sendRefused } from '../edge/answers.ts'
import { readJson } from '../edge/body.ts'
import { sendError } from '../edge/errors.ts'
import { listPieces, sendPieces } from '../edge/json-pieces.ts'
import { askerOf, paceOf } from '../edge/pace-of.ts'
import type { AppParts } from '../edge/parts.ts'
import { flag, queryOf } from '../edge/query.ts'
import { handler, resource } from '../edge/resource.ts'
import { actsOf, seenBy } from '../edge/seen-by.ts'
import { sendNothing } from '../edge/send.ts'
import { decodePostableSilence } from './decode-silence.ts'
import { matchersIn, matchersParameter } from './filters.ts'
import { AlertmanagerError, PostableSilence, SilenceId } from './schemas.ts'
import { compareSilences, toGettableSilence } from './shapes.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

const ID = pathParameter('silenceID', Type.String({ format: 'uuid' }), 'Id of the silence.')

/** `/api/v2/silences` and `/api/v2/silence/{id}` as Alertmanager has them; the rules are the core's. */
export function silenceRoutes(app: FastifyInstance, parts: AppParts): void {
  const config = { errors: 'alertmanager' } as const
  resource(
    app,
    '/api/v2/silences',
    {
      GET: handler(
        {
          id: 'getSilences',
          chapter: 'Alertmanager',
          right: 'read',
          summary: 'Silences that are still remembered',
          description:
            'Active ones by soonest end, then pending by soonest start, then expired by latest end.',
          parameters: [
            matchersParameter(
              'filter',
              'Matchers that a silence must have, word by word; no labels are looked at.',
            ),
            flagParameter('active', true, 'Silences that hold now.'),
            flagParameter('pending', true, 'Silences that have not begun.'),
            flagParameter('expired', true, 'Silences that are over.'),
          ],
          answers: { 200: json(Type.Array(GettableSilence), 'The silences.') },
        },
        (request, reply) => listSilences(parts, request, reply),
      ),
      POST: handler(
        {
          id: 'postSilences',
          chapter: 'Alertmanager',
          right: 'respond',
          summary: 'Make a silence, or change the one with this id',
          parameters: [CONFIRM],
          body: { schema: PostableSilence },
          answers: {
            200: json(SilenceId, 'Its id, a new one where the change is not possible in place.'),
            404: json(AlertmanagerError, 'No silence has this id.'),
          },
        },
        (request, reply) => postSilence(parts, request, reply),
      ),
    },
    config,
  )
  resource(
    app,
    '/api/v2/silence/:silenceID',
    {
      GET: handler(
        {
          id: 'getSilence',
          chapter: 'Alertmanager',
          right: 'read',
          summary: 'One silence',
          parameters: [ID],
          answers: {
            200: json(GettableSilence, 'The silence.'),
            404: nothing('There is none with this id.'),
          },
        },
        (request, reply) => {
          const id = silenceId(request, reply)
          if (id === undefined) return reply
          const silence = seenBy(parts, request).silence(id)
          return silence === undefined || isProposed(silence)
            ? sendNothing(reply, 404)
            : toGettableSilence(silence)
        },
      ),
      DELETE: handler(
        {
          id: 'deleteSilence',
          chapter: 'Alertmanager',
          right: 'respond',
          summary: 'End a silence; one that is over already stays as it is',
          parameters: [ID, queryParameter('name', Type.String(), 'Who ends it; the address when not given.')],
          answers: { 200: nothing('It is over.'), 404: nothing('There is none with this id.') },
        },
        (request, reply) => deleteSilence(parts, request, reply),
      ),
    },
    config,
  )
}

async function listSilences(
  parts: AppParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const query = queryOf(request)
  const filters = matchersIn(query, 'filter')
  if (typeof filters === 'string') return sendInvalid(request, reply, filters)
  const isAsked = {
    active: flag(query, 'active', true),
    pending: flag(query, 'pending', true),
    expired: flag(query, 'expired', true),
  }
  const seen = seenBy(parts, request)
  const found = await paceOf(parts, request, reply).run(function* () {
    const kept: Silence[] = []
    for (const silence of seen.silences()) {
      const hasAll = (): boolean =>
        filters.every((filter) => silence.matchers.some((own) => isSame(own, filter)))
      // What is only proposed is no silence yet, and others would take it for one.
      if (!isProposed(silence) && isAsked[silence.state] && hasAll()) kept.push(silence)
      yield
    }
    return yield* sorted(kept, compareSilences)
  })
  return sendPieces(parts, request, reply, listPieces(found, toGettableSilence))
}

async function postSilence(
  parts: AppParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<SilenceId | FastifyReply> {
  const { core } = parts
  const body = await readJson(parts, request, reply, 'silence')
  if (body.kind === 'answered') return reply
  const decoded = decodePostableSilence(body.kind === 'empty' ? undefined : body.value)
  if (!decoded.ok) {
    const error = decoded.kind === 'malformed' ? { status: 400 } : { status: 422, code: decoded.code }
    return sendError(request, reply, { ...error, message: decoded.message, from: 'framework' })
  }
  const input: SilenceInput = {
    ...decoded.value,
    createdBy: request.principal.name ?? decoded.value.createdBy,
    sender: askerOf(request),
    acting: request.principal,
  }
  const wrong = timesError(input, core.now())
  if (wrong !== undefined) return sendInvalid(request, reply, wrong)
  const answer = await actsOf(parts, request).setSilence(
    input,
    isConfirmed(request),
    paceOf(parts, request, reply),
  )
  if (answer.ok) return { silenceID: answer.value }
  const { reason, message } = answer
  return sendRefused(request, reply, {
    // Its tools show the words of a 400, and none of a 403.
    reason: reason === 'forbidden' ? 'invalid' : reason,
    message: reason === 'not_found' ? 'silence not found' : message,
  })
}

async function deleteSilence(
  parts: AppParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const id = silenceId(request, reply)
  if (id === undefined) return reply
  const by = nameOf(request.principal, queryOf(request).get('name')) ?? request.address
  const answer = await actsOf(parts, request).expireSilence(id, by, request.principal)
  if (answer.ok) return sendNothing(reply)
  return answer.reason === 'not_found' ? sendNothing(reply, 404) : sendRefused(request, reply, answer)
}

/** What Alertmanager's handler says of the times before anything else, in its words. */
function timesError(input: SilenceInput, now: number): string | undefined {
  if (input.startsAt >= input.endsAt) return 'Failed to create silence: start time must be before end time'
  if (input.endsAt < now) return "Failed to create silence: end time can't be in the past"
  return undefined
}

/** Alertmanager's filter of silences compares matchers with matchers; no labels are evaluated. */
function isSame(own: MatcherData, filter: Matcher): boolean {
  return own.name === filter.name && own.value === filter.value && operatorOf(own) === filter.operator
}

function silenceId(request: FastifyRequest, reply: FastifyReply): string | undefined {
  const { silenceID: id } = request.params as { readonly silenceID: string }
  if (UUID.test(id)) return id.toLowerCase()
  const message = `silenceID in path must be of type uuid: ${JSON.stringify(id)}`
  sendError(request, reply, { status: 422, code: CODE_WRONG_FORMAT, message, from: 'framework' })
  return undefined
}
