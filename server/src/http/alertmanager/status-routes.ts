import { formatTime } from '@watchfloor/contract'
import type { FastifyInstance } from 'fastify'
import { stringify } from 'yaml'
import { OWN_RECEIVER } from '../../alertmanager/routing.ts'
import { formatDuration } from '../../config/units.ts'
import { ALERTMANAGER_VERSION } from '../../version.ts'
import type { AppParts } from '../parts.ts'
import { resource } from '../resource.ts'

/** `/api/v2/status` and `/api/v2/receivers` as Alertmanager has them. */
export function statusRoutes(app: FastifyInstance, parts: AppParts): void {
  const config = { errors: 'alertmanager' } as const
  // amtool and Grafana parse this text as an Alertmanager configuration, so it must be one.
  const ownConfig = stringify({
    global: { resolve_timeout: formatDuration(parts.settings.resolve_timeout) },
    route: { receiver: OWN_RECEIVER, group_by: ['alertname', 'cluster', 'service'] },
    receivers: [{ name: OWN_RECEIVER }],
  })
  const status = () => ({
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
    config: { original: parts.alertmanager.current()?.original ?? ownConfig },
    cluster: { status: 'disabled', peers: [] },
  })
  resource(app, '/api/v2/status', { GET: (_request, reply) => reply.send(status()) }, config)
  resource(
    app,
    '/api/v2/receivers',
    {
      GET: (_request, reply) => {
        const own = parts.alertmanager.current()?.receivers ?? [OWN_RECEIVER]
        const names = new Set([...own, ...parts.core.alerts().flatMap(({ alert }) => alert.receivers)])
        return reply.send([...names].sort().map((name) => ({ name, labels: {} })))
      },
    },
    config,
  )
}
