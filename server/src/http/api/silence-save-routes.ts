import {
  ApiError,
  isBlank,
  NeedsConfirmation,
  parser,
  parseTime,
  SaveSilenceAnswer,
  SaveSilenceRequest,
} from '@watchfloor/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { nameOf } from '../../access/principal.ts'
import { json } from '../../openapi/answers.ts'
import { headerParameter } from '../../openapi/parameters.ts'
import type { SilenceInput } from '../../silences/silence-input.ts'
import { sendInvalid, sendRefused } from '../edge/answers.ts'
import { refusedAs } from '../edge/audited.ts'
import { errorOf } from '../edge/errors.ts'
import { askerOf, paceOf } from '../edge/pace-of.ts'
import type { AppParts } from '../edge/parts.ts'
import { handler, resource } from '../edge/resource.ts'
import { actsOf, type Seen, seenBy } from '../edge/seen-by.ts'
import { sendJson } from '../edge/send.ts'
import { readBodyAs } from '../edge/typed-body.ts'

const DAY = 86_400_000

const parseSave = parser(SaveSilenceRequest)

/** The second word as a header, for tools whose body has no room for it. */
export const CONFIRM = headerParameter(
  'x-watchfloor-confirm',
  Type.Literal('true'),
  'What the silence hides is meant, however much that is.',
)

const OPERATION = {
  id: 'saveSilence',
  chapter: 'Silences',
  right: 'respond',
  summary: 'Make a silence, or change the one with this id',
  description:
    'What may change in place is what Alertmanager’s rules say; else the old one ends and a new id is answered. One that would hide much of the board is asked about first.',
  parameters: [CONFIRM],
  body: { schema: SaveSilenceRequest },
  answers: {
    200: json(SaveSilenceAnswer, 'The silence as it is now, and what it hides.'),
    202: json(
      SaveSilenceAnswer,
      'It goes beyond what you may silence alone (silence_rules), and hides nothing until another person confirms it: `silence.proposal`.',
    ),
    403: json(ApiError, 'The rules of silences do not let you.'),
    404: json(ApiError, 'No silence has this id.'),
    409: json(
      NeedsConfirmation,
      'Nothing was changed: it would hide much of the board, and was not confirmed.',
    ),
    503: json(ApiError, 'It could not be kept, or not be changed where it was made.'),
  },
} as const

/** Making and changing a silence on our own API, which asks twice when it hides much of the board. */
export function saveSilenceRoute(app: FastifyInstance, parts: AppParts): void {
  resource(app, '/api/v2/silences/save', {
    POST: handler(OPERATION, (request, reply) => save(parts, request, reply)),
  })
}

async function save(
  parts: AppParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<SaveSilenceAnswer | FastifyReply> {
  const { core } = parts
  const seen = seenBy(parts, request)
  const asked = await readBodyAs(parts, request, reply, 'silence', parseSave)
  if (asked === undefined) return reply
  const input = inputOf(asked, request, seen, core.now())
  if (typeof input === 'string') return sendInvalid(request, reply, input)
  const options = {
    confirmed: asked.confirm === true || isConfirmed(request),
    untilResolved: asked.until_resolved,
    upstreams: asked.upstreams,
  }
  const answer = await actsOf(parts, request).saveSilence(input, options, paceOf(parts, request, reply))
  if (!answer.ok) return sendRefused(request, reply, answer)
  const outcome = answer.value
  if (outcome.kind === 'saved') return { silence: outcome.silence, hides: outcome.hides }
  if (outcome.kind === 'proposed') {
    const { silence, hides, message } = outcome
    return sendJson<SaveSilenceAnswer>(reply, 202, { silence, hides, message })
  }
  refusedAs(request, 'needs_confirmation')
  const message = `${outcome.message}: send it again with "confirm": true`
  return sendJson<NeedsConfirmation>(reply, 409, {
    ...errorOf(request, 'needs_confirmation', message),
    hides: outcome.hides,
  })
}

/** Was the second word said in the header? */
export function isConfirmed(request: FastifyRequest): boolean {
  return request.headers[CONFIRM.name] === 'true'
}

function inputOf(
  asked: SaveSilenceRequest,
  request: FastifyRequest,
  seen: Seen,
  now: number,
): SilenceInput | string {
  const createdBy = nameOf(request.principal, asked.created_by) ?? authorOf(asked.id, seen)
  if (createdBy === undefined) return 'created_by is missing: say who silences'
  const startsAt = asked.starts_at === undefined ? startOf(asked.id, seen, now) : parseTime(asked.starts_at)
  if (startsAt === undefined) return notATime('starts_at', asked.starts_at)
  if (asked.ends_at === undefined && asked.until_resolved !== true) {
    return 'ends_at is missing: say when it ends at the latest; with "until_resolved": true it may be left out'
  }
  const endsAt = asked.ends_at === undefined ? startsAt + DAY : parseTime(asked.ends_at)
  if (endsAt === undefined) return notATime('ends_at', asked.ends_at)
  const { id, matchers, comment, annotations } = asked
  return {
    id,
    matchers,
    startsAt,
    endsAt,
    createdBy,
    sender: askerOf(request),
    acting: request.principal,
    comment,
    annotations,
  }
}

/** One that nobody signed stays so; of another, whoever changes it says who they are. */
function authorOf(id: string | undefined, seen: Seen): string | undefined {
  const known = id === undefined ? undefined : seen.silence(id)?.created_by
  return known !== undefined && isBlank(known) ? known : undefined
}

/** A silence that is changed keeps its start, a new one begins now. */
function startOf(id: string | undefined, seen: Seen, now: number): number {
  const old = id === undefined ? undefined : seen.silence(id)
  const starts = old === undefined || old.state === 'expired' ? undefined : parseTime(old.starts_at)
  return starts ?? now
}

function notATime(field: string, value: unknown): string {
  return `${field} is ${JSON.stringify(value)}, not an RFC 3339 time`
}
