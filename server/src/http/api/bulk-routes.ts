import {
  AcknowledgeManyRequest,
  ApiError,
  BulkAlertsAnswer,
  MOST_IN_BULK,
  type Parsed,
  parser,
  ResolveManyRequest,
  StopBulkRequest,
  UnacknowledgeManyRequest,
} from '@watchfloor/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { nameOf } from '../../access/principal.ts'
import type { ActOnMany } from '../../commands/act-on-many.ts'
import { readAcknowledge } from '../../commands/read-acknowledge.ts'
import { json, nothing } from '../../openapi/answers.ts'
import { sendInvalid, sendRefused } from '../edge/answers.ts'
import { ACTS, actorIn } from '../edge/audited.ts'
import type { AppParts } from '../edge/parts.ts'
import { handler, resource } from '../edge/resource.ts'
import { actsOf } from '../edge/seen-by.ts'
import { sendNothing } from '../edge/send.ts'
import { readBodyAs } from '../edge/typed-body.ts'
import { UnderWay } from './under-way.ts'

const ANSWERS = {
  200: json(BulkAlertsAnswer, 'What became of them; what was left as it is, is named with the reason.'),
  409: json(ApiError, 'A request of yours with this `id` is under way.'),
  503: json(ApiError, 'The store cannot be written; nothing was done.'),
} as const

const DESCRIPTION =
  'Done in the order given, in groups of which each is one transaction: others come in between, and the events of what is done tell how far it is. It goes on when nobody waits for the answer any more.'

const MOST = `up to ${MOST_IN_BULK.toLocaleString('en')} alerts`

type Many = AcknowledgeManyRequest | UnacknowledgeManyRequest | ResolveManyRequest

/** Taking many alerts, giving them back and ending them: one request each, however many they are. */
export function bulkRoutes(app: FastifyInstance, parts: AppParts): void {
  const underWay = new UnderWay()
  const doing =
    <T extends Many>(
      parse: (value: unknown) => Parsed<T>,
      termsOf: (asked: T, request: FastifyRequest) => Parsed<ActOnMany>,
    ) =>
    async (request: FastifyRequest, reply: FastifyReply): Promise<BulkAlertsAnswer | FastifyReply> => {
      const asked = await readBodyAs(parts, request, reply, 'alerts', parse)
      if (asked === undefined) return reply
      const terms = termsOf(asked, request)
      if (!terms.ok) return sendInvalid(request, reply, terms.error)
      const run = underWay.begin(actorIn(request), asked.id)
      if (run === undefined) {
        const message = `a request with the id ${asked.id} is under way`
        return sendRefused(request, reply, { reason: 'conflict', message })
      }
      try {
        const acts = actsOf(parts, request)
        const answer = await acts.actOnMany(terms.value, asked.alerts, run.isStopped)
        if (!answer.ok) return sendRefused(request, reply, answer)
        noteLate(parts, request, answer.value)
        return answer.value
      } finally {
        run.end()
      }
    }

  resource(app, '/api/v2/alerts/bulk/acknowledge', {
    POST: handler(
      {
        id: 'acknowledgeAlerts',
        chapter: 'Alerts',
        right: 'respond',
        summary: `Take ${MOST} at once`,
        description: DESCRIPTION,
        body: { schema: AcknowledgeManyRequest },
        answers: ANSWERS,
      },
      doing(parser(AcknowledgeManyRequest), ({ alerts: _alerts, id: _id, ...asked }, { principal }) => {
        const read = readAcknowledge('', asked, principal)
        return read.ok ? { ok: true, value: { act: 'acknowledge', ...read.value } } : read
      }),
    ),
    DELETE: handler(
      {
        id: 'unacknowledgeAlerts',
        chapter: 'Alerts',
        right: 'respond',
        summary: `Give ${MOST} back at once`,
        description: DESCRIPTION,
        body: { schema: UnacknowledgeManyRequest },
        answers: ANSWERS,
      },
      doing(parser(UnacknowledgeManyRequest), ({ name: given }, { principal }) => {
        const name = nameOf(principal, given)
        if (name === undefined) return { ok: false, error: 'name is missing: say who gives them back' }
        return { ok: true, value: { act: 'unacknowledge', name } }
      }),
    ),
  })
  resource(app, '/api/v2/alerts/bulk/resolve', {
    POST: handler(
      {
        id: 'resolveAlerts',
        chapter: 'Alerts',
        right: 'respond',
        summary: `End ${MOST} by hand at once`,
        description: `${DESCRIPTION} When its source sends one again, it fires again.`,
        body: { schema: ResolveManyRequest },
        answers: ANSWERS,
      },
      doing(parser(ResolveManyRequest), ({ name: given, note, confirm: confirmed }, { principal }) => {
        const name = nameOf(principal, given)
        if (name === undefined) return { ok: false, error: 'name is missing: say who resolves them' }
        return { ok: true, value: { act: 'resolve', name, note, confirmed: confirmed === true } }
      }),
    ),
  })
  resource(app, '/api/v2/alerts/bulk/stop', {
    POST: handler(
      {
        id: 'stopBulk',
        chapter: 'Alerts',
        right: 'respond',
        summary: 'Stop what is being done with many alerts',
        description:
          'After the group that is being done. What was done stays done; its own answer says how far it came.',
        body: { schema: StopBulkRequest },
        answers: {
          204: nothing('It stops.'),
          404: json(ApiError, 'No request of yours with this id is under way.'),
        },
      },
      async (request, reply) => {
        const asked = await readBodyAs(parts, request, reply, 'alerts', parseStop)
        if (asked === undefined) return reply
        if (underWay.stop(actorIn(request), asked.id)) return sendNothing(reply, 204)
        const message = `no request of yours with the id ${asked.id} is under way`
        return sendRefused(request, reply, { reason: 'not_found', message })
      },
    ),
  })
}

const parseStop = parser(StopBulkRequest)

/** Of many, those that were refused: the answer as a whole is none. */
function noteLate({ core }: AppParts, request: FastifyRequest, { late }: BulkAlertsAnswer): void {
  const { config, url } = request.routeOptions
  const what = ACTS[config.operation?.id ?? '']
  if (what === undefined) return
  const [who, route] = [actorIn(request), `${request.method} ${url}`]
  for (const { fingerprint, why } of late) {
    const result = why === 'not_found' ? why : 'conflict'
    core.audit.refused({ who, what, result, route, on: { alerts: fingerprint } })
  }
}
