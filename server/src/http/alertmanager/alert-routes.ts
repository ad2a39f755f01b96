import { matchesAll } from '@watchfloor/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { AlertmanagerConfig } from '../../alertmanager/read-config.ts'
import { refusalText } from '../../alerts/refusals.ts'
import type { ApiAlert } from '../../core/alert-queries.ts'
import { json, nothing } from '../../openapi/answers.ts'
import { flagParameter, queryParameter } from '../../openapi/parameters.ts'
import { decodePostableAlerts } from '../../sources/decode-postable-alerts.ts'
import { sendInvalid, sendRefused } from '../edge/answers.ts'
import { readJson } from '../edge/body.ts'
import { sendError } from '../edge/errors.ts'
import { noteRefused, submit } from '../edge/ingest.ts'
import { sendList } from '../edge/json-list.ts'
import type { AppParts } from '../edge/parts.ts'
import { flag, queryOf } from '../edge/query.ts'
import { handler, resource } from '../edge/resource.ts'
import { forbidsChange } from '../edge/rights.ts'
import { sendNothing } from '../edge/send.ts'
import { toAlertGroups } from './alert-groups.ts'
import { matchersIn, matchersParameter } from './filters.ts'
import { placesBy, receiversBy } from './group-places.ts'
import { AlertGroup, GettableAlert, PostableAlert } from './schemas.ts'
import { toGettableAlert } from './shapes.ts'
import { RECEIVER_MATCHERS, wantedReceivers } from './wanted-receivers.ts'

const PARAMETERS = [
  matchersParameter('filter', 'Matchers on alerts’ labels, such as `team="db"`; all must hold.'),
  queryParameter('receiver', Type.String(), 'An expression that must match the name of a receiver.'),
  RECEIVER_MATCHERS,
  flagParameter('active', true, 'Alerts that nothing hides.'),
  flagParameter('silenced', true, 'Alerts that a silence hides.'),
  flagParameter('inhibited', true, 'Alerts that another one inhibits.'),
  flagParameter('unprocessed', true, 'Has no effect, as in Alertmanager.'),
]

/** `/api/v2/alerts` and `/api/v2/alerts/groups` as Alertmanager has them. */
export function alertmanagerAlertRoutes(app: FastifyInstance, parts: AppParts): void {
  const options = { errors: 'alertmanager' } as const
  resource(
    app,
    '/api/v2/alerts',
    {
      GET: handler(
        {
          id: 'getAlerts',
          chapter: 'Alertmanager',
          summary: 'Alerts that fire, sorted by fingerprint',
          parameters: PARAMETERS,
          answers: { 200: json(Type.Array(GettableAlert), 'The alerts.') },
        },
        (request, reply) => {
          const config = parts.alertmanager.current()
          const asked = readQuery(queryOf(request), config)
          if (typeof asked === 'string') return sendInvalid(request, reply, asked)
          const receiversOf = receiversBy(config)
          return sendList<ApiAlert, GettableAlert>(reply, parts.core.eachAlert(), (entry) => {
            if (!asked.wants(entry)) return undefined
            const receivers = receiversOf(entry)
            return receivers.some(asked.wantsReceiver) ? toGettableAlert(entry, receivers) : undefined
          })
        },
      ),
      POST: handler(
        {
          id: 'postAlerts',
          chapter: 'Sending',
          summary: 'Alerts as Prometheus and amtool send them',
          description:
            'As in Alertmanager, what is valid of them is kept even when others are not; the 400 names those.',
          body: { schema: Type.Array(PostableAlert) },
          answers: { 200: nothing('Every one of them is on disk.') },
        },
        (request, reply) => postAlerts(parts, request, reply),
      ),
    },
    { ...options, ingest: true },
  )
  resource(
    app,
    '/api/v2/alerts/groups',
    {
      GET: handler(
        {
          id: 'getAlertGroups',
          chapter: 'Alertmanager',
          summary: 'Alerts by the groups of the routing tree',
          parameters: [...PARAMETERS, flagParameter('muted', true, 'Groups that are muted.')],
          answers: { 200: json(Type.Array(AlertGroup), 'The groups.') },
        },
        (request, reply) => {
          const config = parts.alertmanager.current()
          const asked = readQuery(queryOf(request), config)
          if (typeof asked === 'string') return sendInvalid(request, reply, asked)
          const placesOf = placesBy(config, parts.core.now())
          const groups = toAlertGroups(parts.core.alerts().filter(asked.wants), (entry) =>
            placesOf(entry).filter(({ receiver }) => asked.wantsReceiver(receiver)),
          )
          return flag(queryOf(request), 'muted', true) ? groups : groups.filter((one) => !isMuted(one))
        },
      ),
    },
    options,
  )
}

async function postAlerts(
  parts: AppParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (forbidsChange(request, reply)) return reply
  const body = readJson(request, reply, 'alerts')
  if (body.kind === 'answered') {
    if (body.reason !== undefined) await noteRefused(parts, request, {}, body.reason)
    return reply
  }
  const decoded = decodePostableAlerts(body.kind === 'empty' ? undefined : body.value)
  if (!decoded.ok) {
    await noteRefused(parts, request, {}, decoded.message)
    const error = decoded.kind === 'malformed' ? { status: 400 } : { status: 422, code: decoded.code }
    return sendError(request, reply, { ...error, message: decoded.message, from: 'framework' })
  }
  const answer = await submit(parts, request, decoded.value, { entry: 'direct', receiver: undefined })
  if (!answer.ok) return sendRefused(request, reply, { reason: 'unavailable', message: answer.message })
  if (answer.rejected.count === 0) return sendNothing(reply)
  // As in Alertmanager, the valid ones are stored all the same.
  return sendInvalid(request, reply, refusalText(answer.rejected))
}

interface Asked {
  readonly wants: (entry: ApiAlert) => boolean
  readonly wantsReceiver: (name: string) => boolean
}

/** What the query asks for, or what is wrong with it. Its booleans exclude; `unprocessed` has no effect there either. */
function readQuery(query: URLSearchParams, config: AlertmanagerConfig | undefined): Asked | string {
  const filters = matchersIn(query, 'filter')
  if (typeof filters === 'string') return filters
  const wantsReceiver = wantedReceivers(query, config)
  if (typeof wantsReceiver === 'string') return wantsReceiver
  const active = flag(query, 'active', true)
  const silenced = flag(query, 'silenced', true)
  const inhibited = flag(query, 'inhibited', true)
  const wants = ({ alert }: ApiAlert): boolean => {
    const isSilenced = alert.silenced_by.length > 0
    const isInhibited = alert.inhibited_by.length > 0
    if (!active && !isSilenced && !isInhibited) return false
    if (!silenced && isSilenced) return false
    if (!inhibited && isInhibited) return false
    return matchesAll(filters, alert.labels)
  }
  return { wants, wantsReceiver }
}

function isMuted(group: AlertGroup): boolean {
  return group.alerts.length > 0 && group.alerts.every((alert) => alert.status.mutedBy.length > 0)
}
