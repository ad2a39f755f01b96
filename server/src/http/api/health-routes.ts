import { Draining, formatCursor, formatTime, Ready, RealtimeHealth, ServerHealth } from '@watchfloor/contract'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { json, text } from '../../openapi/answers.ts'
import type { AppParts } from '../edge/parts.ts'
import { handler, resource } from '../edge/resource.ts'
import { sendJson } from '../edge/send.ts'

const LEAVING = 'The server is on its way out.'

/** Whether the server lives, is ready, and can write, in our words and in Alertmanager's. */
export function healthRoutes(app: FastifyInstance, parts: AppParts): void {
  const { core } = parts
  const health = (): ServerHealth => ({ status: core.log.degraded() === undefined ? 'ok' : 'degraded' })
  const live = handler(
    {
      id: 'getHealth',
      chapter: 'Operating',
      right: 'public',
      summary: 'The process lives',
      answers: { 200: json(ServerHealth, 'It does.') },
    },
    health,
  )
  const ready = handler(
    {
      id: 'getReadiness',
      chapter: 'Operating',
      right: 'public',
      summary: 'May requests be sent here?',
      description:
        'A store that cannot be written does not make it unready: people must still see the board.',
      answers: { 200: json(Ready, 'They may.'), 503: json(Draining, LEAVING) },
    },
    (_request, reply) =>
      parts.isDraining()
        ? sendJson<Draining>(reply, 503, { status: 'draining' })
        : { ...health(), ready: true as const },
  )
  const ok = (reply: FastifyReply): string => {
    reply.type('text/plain')
    return 'OK'
  }
  resource(app, '/healthz', { GET: live })
  resource(app, '/readyz', { GET: ready })
  resource(app, '/-/healthy', {
    GET: handler(
      {
        id: 'getHealthy',
        chapter: 'Operating',
        right: 'public',
        summary: 'The process lives, as Alertmanager says it',
        answers: { 200: text('text/plain', '`OK`') },
      },
      (_request, reply) => ok(reply),
    ),
  })
  resource(app, '/-/ready', {
    GET: handler(
      {
        id: 'getReady',
        chapter: 'Operating',
        right: 'public',
        summary: 'May requests be sent here? As Alertmanager says it',
        answers: { 200: text('text/plain', '`OK`'), 503: text('text/plain', LEAVING) },
      },
      (_request, reply) => {
        if (!parts.isDraining()) return ok(reply)
        reply.code(503).type('text/plain')
        return 'draining'
      },
    ),
  })
  resource(app, '/health/realtime', {
    GET: handler(
      {
        id: 'getRealtimeHealth',
        chapter: 'Operating',
        right: 'observe',
        summary: 'The log and its streams in numbers',
        answers: { 200: json(RealtimeHealth, 'As they are now.') },
      },
      () => realtimeHealth(parts),
    ),
  })
}

function realtimeHealth({ core, streaming, isDraining, startedAt, version }: AppParts): RealtimeHealth {
  const rows = streaming.connections()
  const degraded = core.log.degraded()
  return {
    status: degraded === undefined ? 'healthy' : 'unhealthy',
    ...(degraded === undefined ? {} : { degraded }),
    draining: isDraining(),
    server_time: formatTime(core.now()),
    started_at: formatTime(startedAt),
    version,
    head: formatCursor(core.log.head()),
    earliest: formatCursor(core.log.earliest()),
    connections: {
      sse: rows.filter((row) => row.transport === 'sse').length,
      websocket: rows.filter((row) => row.transport === 'websocket').length,
      lagging: rows.filter((row) => row.state === 'lagging').length,
      queued_bytes: rows.reduce((sum, row) => sum + row.queued_bytes, 0),
    },
  }
}
