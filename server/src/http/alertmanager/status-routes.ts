import { formatTime } from '@watchfloor/contract'
import type { FastifyInstance } from 'fastify'
import { stringify } from 'yaml'
import { formatDuration } from '../../config/units.ts'
import { ALERTMANAGER_VERSION } from '../../version.ts'
import type { AppParts } from '../parts.ts'
import { resource } from '../resource.ts'

/** Receiver of every alert that did not come through an Alertmanager's webhook. */
const OWN_RECEIVER = 'watchfloor'

/** `/api/v2/status` and `/api/v2/receivers` as Alertmanager has them. */
export function statusRoutes(app: FastifyInstance, parts: AppParts): void {
  const config = { errors: 'alertmanager' } as const
  // amtool and Grafana parse this text as an Alertmanager configuration, so it must be one.
  const original = stringify({
    global: { resolve_timeout: formatDuration(parts.settings.resolve_timeout) },
    route: { receiver: OWN_RECEIVER, group_by: ['alertname', 'cluster', 'service'] },
    receivers: [{ name: OWN_RECEIVER }],
  })
  const status = {
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
    config: { original },
    cluster: { status: 'disabled', peers: [] },
  }
  resource(app, '/api/v2/status', { GET: (_request, reply) => reply.send(status) }, config)
  resource(
    app,
    '/api/v2/receivers',
    {
      GET: (_request, reply) => {
        const names = new Set([OWN_RECEIVER, ...parts.core.alerts().flatMap(({ alert }) => alert.receivers)])
        return reply.send([...names].sort().map((name) => ({ name, labels: {} })))
      },
    },
    config,
  )
}
