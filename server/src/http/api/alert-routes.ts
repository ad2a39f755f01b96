import {
  AlertDetail,
  AlertHistory,
  ApiError,
  Fingerprint,
  formatTime,
  isFingerprint,
  Why,
} from '@watchfloor/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { whyOf } from '../../alerts/why.ts'
import { wholeNumber } from '../../ground/url-query.ts'
import { json } from '../../openapi/answers.ts'
import { pathParameter, wholeNumberParameter } from '../../openapi/parameters.ts'
import { sendInvalid, sendRefused } from '../edge/answers.ts'
import { paceOf } from '../edge/pace-of.ts'
import type { AppParts } from '../edge/parts.ts'
import { queryOf } from '../edge/query.ts'
import { handler, resource } from '../edge/resource.ts'
import { seenBy } from '../edge/seen-by.ts'
import { sendLong } from '../edge/send.ts'

const MOST_HISTORY = 1000

/** Which alert a path names. */
export const ALERT = pathParameter('fingerprint', Fingerprint, 'Which alert.')
const HISTORY_LIMIT = wholeNumberParameter(
  'limit',
  { initial: 100, least: 1, most: MOST_HISTORY },
  'Events in the answer.',
)
const UNKNOWN = json(ApiError, 'No such alert is known; a resolved one is remembered for a day.')

/** One alert: everything known, its history, and why it is quiet. */
export function alertRoutes(app: FastifyInstance, parts: AppParts): void {
  resource(app, '/api/v2/alerts/:fingerprint', {
    GET: handler(
      {
        id: 'getAlert',
        chapter: 'Alerts',
        right: 'read',
        summary: 'One alert, its deadline, and who reports it',
        parameters: [ALERT],
        answers: { 200: json(AlertDetail, 'The alert.'), 404: UNKNOWN },
      },
      (request, reply) => {
        const known = seenBy(parts, request).alert(fingerprintOf(request))
        if (known === undefined) return unknownAlert(request, reply)
        const { alert, endsAt, updatedAt, reporters } = known
        return { alert, ends_at: formatTime(endsAt), updated_at: formatTime(updatedAt), reporters }
      },
    ),
  })
  resource(app, '/api/v2/alerts/:fingerprint/history', {
    GET: handler(
      {
        id: 'getAlertHistory',
        chapter: 'Alerts',
        right: 'read',
        summary: 'What happened to one alert, newest first',
        parameters: [ALERT, HISTORY_LIMIT],
        answers: { 200: json(AlertHistory, 'Its events, as far as they are kept.'), 404: UNKNOWN },
      },
      async (request, reply) => {
        const limit = wholeNumber(queryOf(request), HISTORY_LIMIT)
        if (typeof limit === 'string') return sendInvalid(request, reply, limit)
        const fingerprint = fingerprintOf(request)
        if (!isFingerprint(fingerprint)) return unknownAlert(request, reply)
        const events = await seenBy(parts, request).alertEvents(
          fingerprint,
          limit,
          paceOf(parts, request, reply),
        )
        const own = events.filter((event) => event.source === 'alert_processor')
        return sendLong(request, reply, { events: own } satisfies AlertHistory)
      },
    ),
  })
  resource(app, '/api/v2/alerts/:fingerprint/why', {
    GET: handler(
      {
        id: 'getAlertWhy',
        chapter: 'Alerts',
        right: 'read',
        summary: 'What stands between an alert and a person',
        description:
          'In sentences and as data: silences, inhibitor and rule, acknowledgement, unconfirmed, flapping; since when, until when, by whom; or how it ended; and the last word of each that reports it.',
        parameters: [ALERT],
        answers: { 200: json(Why, 'Every reason there is; none when nothing hides it.'), 404: UNKNOWN },
      },
      async (request, reply) => {
        const seen = seenBy(parts, request)
        const fingerprint = fingerprintOf(request)
        const history = isFingerprint(fingerprint)
          ? await seen.alertEvents(fingerprint, MOST_HISTORY, paceOf(parts, request, reply))
          : []
        const known = seen.alert(fingerprint)
        if (known === undefined) return unknownAlert(request, reply)
        return whyOf({
          alert: known.alert,
          reporters: known.reporters,
          history,
          silence: seen.silence,
          other: (id) => seen.alert(id)?.alert,
        })
      },
    ),
  })
}

/** The alert that the path names. */
export function fingerprintOf(request: FastifyRequest): string {
  return (request.params as { readonly fingerprint: string }).fingerprint
}

function unknownAlert(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const message = `no alert with fingerprint ${JSON.stringify(fingerprintOf(request))} is known; a resolved one is remembered for a day`
  return sendRefused(request, reply, { reason: 'not_found', message })
}
