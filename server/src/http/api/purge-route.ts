import {
  ApiError,
  hidesText,
  PurgeAnswer,
  PurgeNeedsConfirmation,
  PurgeRequest,
  parser,
} from '@watchfloor/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { nameOf } from '../../access/principal.ts'
import { json } from '../../openapi/answers.ts'
import { sendInvalid, sendRefused } from '../edge/answers.ts'
import { acting, refusedAs } from '../edge/audited.ts'
import { errorOf } from '../edge/errors.ts'
import { matchersOfBody } from '../edge/matchers.ts'
import { paceOf } from '../edge/pace-of.ts'
import type { AppParts } from '../edge/parts.ts'
import { handler, resource } from '../edge/resource.ts'
import { sendJson } from '../edge/send.ts'
import { readBodyAs } from '../edge/typed-body.ts'

const parse = parser(PurgeRequest)

const OPERATION = {
  id: 'purge',
  chapter: 'Operating',
  right: 'administer',
  summary: 'End alerts by matcher, and forget sources',
  description:
    'For what nobody resolves any more. Each alert ends with an event of its own, by hand; the next report of it opens a new life. What would end much of the board is asked about first.',
  body: { schema: PurgeRequest },
  answers: {
    200: json(PurgeAnswer, 'What was ended and forgotten; of a preview, what would be.'),
    409: json(PurgeNeedsConfirmation, 'Nothing was changed: it would end much of the board.'),
    503: json(ApiError, 'It could not be kept; some of it may have been done.'),
  },
} as const

/** The way out: anything on the board can be ended by somebody. */
export function purgeRoute(app: FastifyInstance, parts: AppParts): void {
  resource(app, '/api/v2/purge', {
    POST: handler(OPERATION, (request, reply) => purge(parts, request, reply)),
  })
}

async function purge(
  parts: AppParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<PurgeAnswer | FastifyReply> {
  const { core } = parts
  const asked = await readBodyAs(parts, request, reply, 'purge', parse)
  if (asked === undefined) return reply
  const { sources = [], note, preview = false, confirm = false } = asked
  if (asked.matchers === undefined && sources.length === 0)
    return sendInvalid(request, reply, 'say what to purge: matchers of alerts, or sources, or both')
  const matchers = asked.matchers === undefined ? undefined : matchersOfBody(asked.matchers)
  if (matchers?.ok === false) return sendInvalid(request, reply, matchers.error)
  const name = nameOf(request.principal, asked.name)
  if (name === undefined && !preview) return sendInvalid(request, reply, 'name is missing: say who purges')
  const command = { matchers: matchers?.value, sources, name: name ?? '', note }
  const pace = paceOf(parts, request, reply)
  const would = await core.wouldPurge(command, pace)
  if (preview) return { done: false, ends: would.ends, sources: would.sources }
  if (would.isWide && !confirm) {
    refusedAs(request, 'needs_confirmation')
    const message = `it would end ${hidesText(would.ends)}: send it again with "confirm": true`
    return sendJson<PurgeNeedsConfirmation>(reply, 409, {
      ...errorOf(request, 'needs_confirmation', message),
      ends: would.ends,
    })
  }
  const answer = await acting(parts, request).purge(command, pace)
  if (!answer.ok) return sendRefused(request, reply, answer)
  return { done: true, ends: answer.value.ends, sources: answer.value.sources }
}
