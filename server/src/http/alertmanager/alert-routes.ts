import type { Matcher } from '@watchfloor/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { AlertmanagerConfig } from '../../alertmanager/read-config.ts'
import type { AlertRecord } from '../../alerts/record.ts'
import { refusalText } from '../../alerts/refusals.ts'
import { inFingerprintOrder } from '../../core/in-fingerprint-order.ts'
import { passesAll, type StepBudget } from '../../ground/budgeted.ts'
import type { Steps } from '../../ground/steps.ts'
import { json, nothing } from '../../openapi/answers.ts'
import { flagParameter, queryParameter } from '../../openapi/parameters.ts'
import { decodePostableAlerts } from '../../sources/decode-postable-alerts.ts'
import { sendInvalid, sendRefused } from '../edge/answers.ts'
import { readJson } from '../edge/body.ts'
import { sendError } from '../edge/errors.ts'
import { noteRefused, submit } from '../edge/ingest.ts'
import { listPieces, sendPieces } from '../edge/json-pieces.ts'
import { inTurns, paceOf } from '../edge/pace-of.ts'
import type { AppParts } from '../edge/parts.ts'
import { flag, queryOf } from '../edge/query.ts'
import { handler, resource } from '../edge/resource.ts'
import { seenBy } from '../edge/seen-by.ts'
import { sendNothing } from '../edge/send.ts'
import { AlertGroups, type GroupPlace } from './alert-groups.ts'
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

/** So many alerts are looked at in one step, where that is cheap. */
const AT_ONCE = 64

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
          right: 'read',
          summary: 'Alerts that fire, sorted by fingerprint',
          parameters: PARAMETERS,
          answers: { 200: json(Type.Array(GettableAlert), 'The alerts.') },
        },
        async (request, reply) => {
          const config = parts.alertmanager.current()
          const asked = readQuery(queryOf(request), config)
          if (typeof asked === 'string') return sendInvalid(request, reply, asked)
          const receiversOf = receiversBy(config)
          const { firing, listed } = seenBy(parts, request)
          // All are looked at before the first goes out: what costs too much is refused, and not broken off.
          const { run, budget } = paceOf(parts, request, reply)
          const found = await run(function* () {
            const wantsReceiver = asked.receivers(budget)
            const kept: AlertRecord[] = []
            yield* takeWanted(firing(), asked, budget, (record) => {
              if (receiversOf(record).some(wantsReceiver)) kept.push(record)
            })
            return kept
          })
          const shape = (record: AlertRecord): object => toGettableAlert(listed(record), receiversOf(record))
          return sendPieces(parts, request, reply, listPieces(inFingerprintOrder(found), shape))
        },
      ),
      POST: handler(
        {
          id: 'postAlerts',
          chapter: 'Sending',
          right: 'ingest',
          summary: 'Alerts as Prometheus and amtool send them',
          description:
            'As in Alertmanager, what is valid of them is kept even when others are not; the 400 names those.',
          body: { schema: Type.Array(PostableAlert) },
          answers: { 200: nothing('Every one of them is on disk.') },
        },
        (request, reply) => postAlerts(parts, request, reply),
      ),
    },
    options,
  )
  resource(
    app,
    '/api/v2/alerts/groups',
    {
      GET: handler(
        {
          id: 'getAlertGroups',
          chapter: 'Alertmanager',
          right: 'read',
          summary: 'Alerts by the groups of the routing tree',
          parameters: [...PARAMETERS, flagParameter('muted', true, 'Groups that are muted.')],
          answers: { 200: json(Type.Array(AlertGroup), 'The groups.') },
        },
        async (request, reply) => {
          const config = parts.alertmanager.current()
          const asked = readQuery(queryOf(request), config)
          if (typeof asked === 'string') return sendInvalid(request, reply, asked)
          const { firing, listed } = seenBy(parts, request)
          const placesOf = placesBy(config, parts.core.now())
          const { run, budget } = paceOf(parts, request, reply)
          const groups = await run(function* () {
            const wantsReceiver = asked.receivers(budget)
            const isWanted = ({ node }: GroupPlace): boolean => wantsReceiver(node.receiver)
            const placed = new AlertGroups()
            yield* takeWanted(firing(), asked, budget, (record) => {
              const places = placesOf(record)
              placed.add(record, places.every(isWanted) ? places : places.filter(isWanted))
            })
            return placed
          })
          const withMuted = flag(queryOf(request), 'muted', true)
          return sendPieces(parts, request, reply, groups.pieces(listed, { withMuted }))
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
  // What is short has been read by now: to wait for it would only cost each request a turn of promises.
  const read = readJson(parts, request, reply, 'alerts')
  const body = read instanceof Promise ? await read : read
  if (body.kind === 'answered') {
    if (body.reason !== undefined) await noteRefused(parts, request, { entry: 'direct' }, body.reason)
    return reply
  }
  const given = body.kind === 'empty' ? undefined : body.value
  const decoding = inTurns(parts, request, decodePostableAlerts(given))
  const decoded = decoding instanceof Promise ? await decoding : decoding
  if (!decoded.ok) {
    await noteRefused(parts, request, { entry: 'direct' }, decoded.message)
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
  readonly wants: (record: AlertRecord) => boolean
  /** All of them must hold besides. */
  readonly filters: readonly Matcher[]
  readonly receivers: (budget: StepBudget) => (name: string) => boolean
}

/** What the query asks for, or what is wrong with it. Its booleans exclude; `unprocessed` has no effect there either. */
function readQuery(query: URLSearchParams, config: AlertmanagerConfig | undefined): Asked | string {
  const filters = matchersIn(query, 'filter')
  if (typeof filters === 'string') return filters
  const receivers = wantedReceivers(query, config)
  if (typeof receivers === 'string') return receivers
  const active = flag(query, 'active', true)
  const silenced = flag(query, 'silenced', true)
  const inhibited = flag(query, 'inhibited', true)
  const wants = ({ silencedBy, inhibitedBy }: AlertRecord): boolean => {
    const isSilenced = silencedBy.length > 0
    const isInhibited = inhibitedBy.length > 0
    return (active || isSilenced || isInhibited) && (silenced || !isSilenced) && (inhibited || !isInhibited)
  }
  return { wants, filters, receivers }
}

/** Takes each alert that is asked for; throws when finding out costs too much. */
function* takeWanted(
  records: readonly AlertRecord[],
  { wants, filters }: Asked,
  budget: StepBudget,
  take: (record: AlertRecord) => void,
): Steps<void> {
  let looks = 0
  for (const record of records) {
    if (wants(record) && (filters.length === 0 || (yield* passesAll(filters, record.labels, budget))))
      take(record)
    if (++looks % AT_ONCE === 0) yield
  }
}
