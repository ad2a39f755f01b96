import {
  formatCursor,
  formatTime,
  NodeList,
  NotReady,
  Ready,
  RealtimeHealth,
  ServerHealth,
} from '@watchfloor/contract'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { json, text } from '../../openapi/answers.ts'
import type { AppParts } from '../edge/parts.ts'
import { handler, resource } from '../edge/resource.ts'
import { sendJson } from '../edge/send.ts'

const NOT_READY =
  'The server is on its way out, or does not reach the store that it shares with others, which go on without it.'

/** Whether the server lives, is ready, and can write, in our words and in Alertmanager's. */
export function healthRoutes(app: FastifyInstance, parts: AppParts): void {
  const { core } = parts
  const canWrite = (): boolean => core.log.degraded() === undefined && parts.node.isReached()
  const health = (): ServerHealth => ({ status: canWrite() ? 'ok' : 'degraded' })
  const whyNot = (): NotReady['status'] | undefined => {
    if (parts.isDraining()) return 'draining'
    // One alone stays ready: there is nobody else who could show people the board.
    return parts.node.hasOthers() && !canWrite() ? 'cut_off' : undefined
  }
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
        'A store that cannot be written does not make a server unready that is alone: people must still see the board. One among several is, so that people and senders are led to those that can.',
      answers: { 200: json(Ready, 'They may.'), 503: json(NotReady, NOT_READY) },
    },
    (_request, reply) => {
      const status = whyNot()
      return status === undefined
        ? { ...health(), ready: true as const }
        : sendJson<NotReady>(reply, 503, { status })
    },
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
        answers: { 200: text('text/plain', '`OK`'), 503: text('text/plain', NOT_READY) },
      },
      (_request, reply) => {
        const status = whyNot()
        if (status === undefined) return ok(reply)
        reply.code(503).type('text/plain')
        return status
      },
    ),
  })
  resource(app, '/api/v2/nodes', {
    GET: handler(
      {
        id: 'getNodes',
        chapter: 'Operating',
        right: 'observe',
        summary: 'The servers that share a store: who is there, who has the duty, how far each is',
        description: 'As the one that is asked last heard of the others, at most some seconds ago.',
        answers: { 200: json(NodeList, 'By name.') },
      },
      () => ({ nodes: parts.node.list() }),
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

function realtimeHealth({ core, streaming, node, isDraining, startedAt, version }: AppParts): RealtimeHealth {
  const rows = streaming.connections()
  const degraded = core.log.degraded() ?? (node.isReached() ? undefined : 'the store does not answer')
  return {
    status: degraded === undefined ? 'healthy' : 'unhealthy',
    ...(degraded === undefined ? {} : { degraded }),
    draining: isDraining(),
    server_time: formatTime(core.now()),
    started_at: formatTime(startedAt),
    version,
    node: node.own(),
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
