import { compileMatcher, type Matcher, matchesAll, parseMatcher } from '@watchfloor/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ApiAlert } from '../../core/core.ts'
import { decodePostableAlerts } from '../../sources/decode-postable-alerts.ts'
import { readJson } from '../body.ts'
import { sendError } from '../errors.ts'
import { submit } from '../ingest.ts'
import { sendList } from '../json-list.ts'
import type { AppParts } from '../parts.ts'
import { flag, queryOf } from '../query.ts'
import { resource } from '../resource.ts'
import { forbidsChange } from '../rights.ts'
import { type AlertGroup, toAlertGroups } from './alert-groups.ts'
import { placesBy } from './group-places.ts'
import { toGettableAlert } from './shapes.ts'

/** `/api/v2/alerts` and `/api/v2/alerts/groups` as Alertmanager has them. */
export function alertmanagerAlertRoutes(app: FastifyInstance, parts: AppParts): void {
  const config = { errors: 'alertmanager' } as const
  resource(
    app,
    '/api/v2/alerts',
    {
      GET: (request, reply) => {
        const isSelected = selection(request, reply)
        if (isSelected === undefined) return reply
        return sendList(reply, parts.core.eachAlert(), (entry) =>
          isSelected(entry) ? toGettableAlert(entry) : undefined,
        )
      },
      POST: (request, reply) => postAlerts(parts, request, reply),
    },
    { ...config, ingest: true },
  )
  resource(
    app,
    '/api/v2/alerts/groups',
    {
      GET: (request, reply) => {
        const isSelected = selection(request, reply)
        if (isSelected === undefined) return reply
        const selected = parts.core.alerts().filter(isSelected)
        const muted = flag(queryOf(request), 'muted', true)
        const receiver = compileMatcher('receiver', '=~', queryOf(request).get('receiver') || '.*')
        const isWanted = (group: AlertGroup): boolean =>
          (muted || !isMuted(group)) &&
          (!receiver.ok || receiver.value.matches({ receiver: group.receiver.name }))
        return reply.send(
          toAlertGroups(selected, placesBy(parts.alertmanager.current(), parts.core.now())).filter(isWanted),
        )
      },
    },
    config,
  )
}

async function postAlerts(
  parts: AppParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (forbidsChange(request, reply)) return reply
  const body = readJson(request, reply, 'alerts')
  if (body.kind === 'answered') return reply
  const decoded = decodePostableAlerts(body.kind === 'empty' ? undefined : body.value)
  if (!decoded.ok) {
    const error = decoded.kind === 'malformed' ? { status: 400 } : { status: 422, code: decoded.code }
    return sendError(request, reply, { ...error, message: decoded.message, from: 'framework' })
  }
  const answer = await submit(parts, request, decoded.value, { entry: 'direct', receiver: undefined })
  if (!answer.ok) return sendError(request, reply, { status: 503, message: answer.message, from: 'handler' })
  if (answer.rejected.length === 0) return reply.send()
  // As in Alertmanager, the valid ones are stored all the same.
  return sendError(request, reply, { status: 400, message: answer.rejected.join('; '), from: 'handler' })
}

/** What the query asks for; undefined when the query is wrong and was answered. Booleans exclude (facts 5.2). */
function selection(request: FastifyRequest, reply: FastifyReply): ((entry: ApiAlert) => boolean) | undefined {
  const query = queryOf(request)
  const filters = matchersOf(query)
  if (typeof filters === 'string') {
    sendError(request, reply, { status: 400, message: filters, from: 'handler' })
    return undefined
  }
  const receiver = query.get('receiver') ?? ''
  const receivers = compileMatcher('receiver', '=~', receiver)
  if (!receivers.ok) {
    const message = `failed to parse receiver param: ${receivers.error}`
    sendError(request, reply, { status: 400, message, from: 'handler' })
    return undefined
  }
  const active = flag(query, 'active', true)
  const silenced = flag(query, 'silenced', true)
  const inhibited = flag(query, 'inhibited', true)
  return ({ alert }) => {
    const isSilenced = alert.silenced_by.length > 0
    const isInhibited = alert.inhibited_by.length > 0
    if (!active && !isSilenced && !isInhibited) return false
    if (!silenced && isSilenced) return false
    if (!inhibited && isInhibited) return false
    if (receiver !== '' && !alert.receivers.some((name) => receivers.value.matches({ receiver: name })))
      return false
    return matchesAll(filters, alert.labels)
  }
}

/** The query's `filter` matchers, all of which must hold, or what is wrong with one. */
export function matchersOf(query: URLSearchParams): readonly Matcher[] | string {
  const matchers: Matcher[] = []
  for (const text of query.getAll('filter')) {
    const matcher = parseMatcher(text)
    if (!matcher.ok) return matcher.error
    matchers.push(matcher.value)
  }
  return matchers
}

function isMuted(group: AlertGroup): boolean {
  return group.alerts.length > 0 && group.alerts.every((alert) => alert.status.mutedBy.length > 0)
}
