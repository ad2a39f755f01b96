import { formatCursor, formatTime } from '@watchfloor/contract'
import type { FastifyInstance } from 'fastify'
import { sendError } from '../edge/errors.ts'
import type { AppParts } from '../edge/parts.ts'
import { resource } from '../edge/resource.ts'
import { forbidsOperating } from '../edge/rights.ts'

/** What operating the server needs: health, readiness, metrics, who is connected. */
export function operationRoutes(app: FastifyInstance, parts: AppParts): void {
  const { core, metrics, streaming } = parts
  const open = { open: true }
  const health = () => {
    const degraded = core.log.degraded()
    return {
      status: degraded === undefined ? 'ok' : 'degraded',
      version: parts.version,
      ...(degraded === undefined ? {} : { degraded }),
    }
  }

  resource(app, '/healthz', { GET: (_request, reply) => reply.send(health()) }, open)
  resource(
    app,
    '/readyz',
    {
      GET: (_request, reply) =>
        // A store that cannot be written does not make the server unready: people must still see the board.
        parts.isDraining()
          ? reply.code(503).send({ status: 'draining' })
          : reply.send({ ...health(), ready: true }),
    },
    open,
  )
  resource(app, '/-/healthy', { GET: (_request, reply) => reply.type('text/plain').send('OK') }, open)
  resource(
    app,
    '/-/ready',
    {
      GET: (_request, reply) => {
        reply.type('text/plain')
        return parts.isDraining() ? reply.code(503).send('draining') : reply.send('OK')
      },
    },
    open,
  )
  // PUT is Alertmanager's too, but nobody uses it.
  resource(app, '/-/reload', {
    POST: async (request, reply) => {
      if (forbidsOperating(request, reply)) return reply
      const reloaded = await parts.alertmanager.reload()
      if (reloaded.ok) return reply.type('text/plain').send('')
      const reasons = reloaded.problems.map(({ where, message }) => `${where}: ${message}`)
      const message = `the configuration was not reloaded, the old one stays: ${reasons.join('; ')}`
      return sendError(request, reply, { status: 500, message, from: 'handler' })
    },
  })
  resource(app, '/metrics', {
    GET: async (_request, reply) => reply.type(metrics.contentType).send(await metrics.expose()),
  })
  resource(app, '/health/realtime', {
    GET: (_request, reply) => {
      const rows = streaming.connections()
      const degraded = core.log.degraded()
      const lagging = rows.filter((row) => row.state === 'lagging').length
      return reply.send({
        status: degraded === undefined ? 'healthy' : 'unhealthy',
        ...(degraded === undefined ? {} : { degraded }),
        draining: parts.isDraining(),
        server_time: formatTime(core.now()),
        started_at: formatTime(parts.startedAt),
        version: parts.version,
        head: formatCursor(core.log.head()),
        earliest: formatCursor(core.log.earliest()),
        connections: {
          sse: rows.filter((row) => row.transport === 'sse').length,
          websocket: rows.filter((row) => row.transport === 'websocket').length,
          lagging,
          queued_bytes: rows.reduce((sum, row) => sum + row.queued_bytes, 0),
        },
      })
    },
  })
  resource(app, '/api/v2/connections', {
    GET: (_request, reply) => reply.send({ connections: streaming.connections() }),
  })
  resource(app, '/api/v2/connections/:id', {
    DELETE: (request, reply) => {
      if (forbidsOperating(request, reply)) return reply
      const { id } = request.params as { readonly id: string }
      if (streaming.closeConnection(id)) return reply.code(204).send()
      const message = `there is no connection ${JSON.stringify(id)}`
      return sendError(request, reply, { status: 404, message, from: 'handler' })
    },
  })
}
