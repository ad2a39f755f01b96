import { formatTime } from '@watchfloor/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import Type, { type Static } from 'typebox'
import { stringify } from 'yaml'
import { OWN_RECEIVER } from '../../alertmanager/routing.ts'
import type { AlertRecord } from '../../alerts/record.ts'
import { formatDuration } from '../../config/units.ts'
import { passesAll } from '../../ground/budgeted.ts'
import { ALERTMANAGER_VERSION } from '../../ground/version.ts'
import { json } from '../../openapi/answers.ts'
import { sendInvalid } from '../edge/answers.ts'
import { paceOf } from '../edge/pace-of.ts'
import type { AppParts } from '../edge/parts.ts'
import { queryOf } from '../edge/query.ts'
import { handler, resource } from '../edge/resource.ts'
import { seenBy } from '../edge/seen-by.ts'
import { receiversBy } from './group-places.ts'
import { AlertmanagerStatus, Receiver } from './schemas.ts'
import { askedOf, RECEIVER_MATCHERS, receiverLabels, receiverMatchers } from './wanted-receivers.ts'

/** The servers that share a store, as Alertmanager tells of its peers: it is one of them itself. */
function clusterOf(node: AppParts['node']): AlertmanagerStatus['cluster'] {
  if (!node.isShared) return { status: 'disabled', peers: [] }
  const peers = node
    .list()
    .filter(({ status }) => status !== 'vanished')
    .map(({ name, url }) => ({ name, address: addressOf(url) }))
  // What gossips there has settled when it knows of all; here it does when the store is reached.
  return { name: node.name, status: node.isReached() ? 'ready' : 'settling', peers }
}

function addressOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url
}

/** `/api/v2/status` and `/api/v2/receivers` as Alertmanager has them. */
export function statusRoutes(app: FastifyInstance, parts: AppParts): void {
  const config = { errors: 'alertmanager' } as const
  // amtool and Grafana parse this text as an Alertmanager configuration, so it must be one.
  const ownConfig = stringify({
    global: { resolve_timeout: formatDuration(parts.settings.resolve_timeout) },
    route: { receiver: OWN_RECEIVER, group_by: ['alertname', 'cluster', 'service'] },
    receivers: [{ name: OWN_RECEIVER }],
  })
  const status = ({ principal }: FastifyRequest): AlertmanagerStatus => ({
    // The name is Alertmanager's; it is the time of the start.
    uptime: formatTime(parts.startedAt),
    versionInfo: {
      version: ALERTMANAGER_VERSION,
      revision: `watchfloor-${parts.version}`,
      branch: 'watchfloor',
      buildUser: '',
      buildDate: '',
      goVersion: '',
    },
    // It names everybody's receivers and routes.
    config: {
      original:
        (principal.scope === undefined ? parts.alertmanager.current()?.original : undefined) ?? ownConfig,
    },
    cluster: clusterOf(parts.node),
  })
  resource(
    app,
    '/api/v2/status',
    {
      GET: handler(
        {
          id: 'getStatus',
          chapter: 'Alertmanager',
          right: 'read',
          summary: 'Version, start and configuration, as Alertmanager tells them',
          answers: { 200: json(AlertmanagerStatus, 'The status.') },
        },
        status,
      ),
    },
    config,
  )
  resource(
    app,
    '/api/v2/receivers',
    {
      GET: handler(
        {
          id: 'getReceivers',
          chapter: 'Alertmanager',
          right: 'read',
          summary: 'Receivers of the configuration, then those that webhooks named',
          parameters: [RECEIVER_MATCHERS],
          answers: { 200: json(Type.Array(Receiver), 'The receivers.') },
        },
        (request, reply) => {
          const current = parts.alertmanager.current()
          const matchers = receiverMatchers(queryOf(request))
          if (typeof matchers === 'string') {
            return sendInvalid(request, reply, matchers)
          }
          // Those of the configuration in its order, then those that webhooks named.
          const { run, budget } = paceOf(parts, request, reply)
          const { firing, sight } = seenBy(parts, request)
          const { scope } = sight
          return run(function* () {
            const configured = current?.receivers ?? [OWN_RECEIVER]
            const receiversOf =
              scope === undefined ? (record: AlertRecord) => record.receivers : receiversBy(current)
            const others = new Set<string>()
            for (const record of firing()) for (const name of receiversOf(record)) others.add(name)
            yield
            // With a scope, those alone that its alerts go to.
            const own = current === undefined || scope === undefined
            const names = new Set([
              ...configured.filter((name) => own || others.has(name)),
              ...[...others].sort(),
            ])
            const found: Static<typeof Receiver>[] = []
            for (const name of names) {
              const labels = receiverLabels(current, name)
              if (yield* passesAll(askedOf(labels, matchers), labels, budget)) found.push({ name, labels })
              yield
            }
            return found
          })
        },
      ),
    },
    config,
  )
}
