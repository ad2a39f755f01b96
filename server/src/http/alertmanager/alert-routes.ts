import type { Matcher } from '@watchfloor/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { AlertmanagerConfig } from '../../alertmanager/read-config.ts'
import type { AlertRecord } from '../../alerts/record.ts'
import { inFingerprintOrder } from '../../core/in-fingerprint-order.ts'
import { passesAll, type StepBudget } from '../../ground/budgeted.ts'
import type { Steps } from '../../ground/steps.ts'
import { json, nothing } from '../../openapi/answers.ts'
import { flagParameter, queryParameter } from '../../openapi/parameters.ts'
import { sendInvalid } from '../edge/answers.ts'
import { readJson } from '../edge/body.ts'
import { type Refused, sendError } from '../edge/errors.ts'
import { handoffOf } from '../edge/handoff.ts'
import { noteRefused } from '../edge/ingest.ts'
import { listPieces, sendPieces } from '../edge/json-pieces.ts'
import { paceOf } from '../edge/pace-of.ts'
import type { AppParts } from '../edge/parts.ts'
import { flag, queryOf } from '../edge/query.ts'
import { handler, resource } from '../edge/resource.ts'
import { seenBy } from '../edge/seen-by.ts'
import { sendNothing } from '../edge/send.ts'
import { takeAlerts } from '../edge/take-alerts.ts'
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
  const refused = await takenBy(parts, request, reply)
  if (refused === 'answered') return reply
  return refused === undefined ? sendNothing(reply) : sendError(request, reply, refused)
}

/** Why its alerts were not all taken; undefined when they were. */
async function takenBy(
  parts: AppParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Refused | undefined | 'answered'> {
  const taking = handoffOf(request.raw)?.taking
  if (taking !== undefined) {
    const refused = await taking.refused
    request.came = taking.asking.came
    return refused
  }
  const read = readJson(parts, request, reply, 'alerts')
  const body = read instanceof Promise ? await read : read
  if (body.kind !== 'answered')
    return takeAlerts(parts, request, body.kind === 'empty' ? undefined : body.value)
  if (body.reason !== undefined) await noteRefused(parts, request, { entry: 'direct' }, body.reason)
  return 'answered'
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
