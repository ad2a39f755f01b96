import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Desk } from './desk.ts'
import type { Framing } from './framing.ts'
import { type Outlet, type OutletListener, watchQueue } from './outlet.ts'
import { sendError, sendRefusal } from './refusal.ts'
import { readStreamQuery } from './stream-query.ts'

const PATH = '/api/v2/events/stream'

/** Nothing on the way may hold back, store or compress a stream. */
const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
}

/** Adds the server-sent events to the routes. */
export function registerSse(fastify: FastifyInstance, desk: Desk): void {
  fastify.get(PATH, { exposeHeadRoute: false }, (request, reply) => openStream(request, reply, desk))
  fastify.head(PATH, (request, reply) => {
    const admission = desk.gate.admit(request.raw, 'poll')
    if (!admission.ok) return sendRefusal(reply, admission)
    admission.release()
    return reply.headers(HEADERS).send()
  })
  fastify.route({
    method: ['POST', 'PUT', 'PATCH', 'DELETE'],
    url: PATH,
    handler: (request, reply) => {
      reply.header('allow', 'GET, HEAD')
      return sendError(
        reply,
        405,
        'method_not_allowed',
        `${request.method} ${PATH}: a stream is opened with GET`,
      )
    },
  })
}

function openStream(request: FastifyRequest, reply: FastifyReply, desk: Desk): FastifyReply {
  const { raw } = reply
  if (raw.socket === null) {
    const message =
      'a stream cannot follow another request on its connection before that was answered (pipelining)'
    return sendError(reply, 400, 'pipelined', message)
  }
  const admission = desk.gate.admit(request.raw, 'stream')
  if (!admission.ok) return sendRefusal(reply, admission)
  const header = request.headers['last-event-id']
  const query = readStreamQuery(request.raw.url ?? '', typeof header === 'string' ? header : undefined)
  if (!query.ok) {
    admission.release()
    desk.metrics.error('bad_request')
    return sendError(reply, 400, 'bad_request', `GET ${PATH}: ${query.error}`)
  }
  const { cursor, filter, compiled } = query.value
  const headers = { ...(reply.getHeaders() as OutgoingHttpHeaders), ...HEADERS }
  // From here on the framework has no part in this response.
  reply.hijack()
  const { socket } = raw
  socket.setNoDelay(true)
  socket.cork()
  raw.shouldKeepAlive = false
  raw.writeHead(200, headers)
  raw.flushHeaders()
  const connection = desk.open(admission, (listener) => responseOutlet(raw, listener, desk.stallMs))
  connection.subscribe(desk.subscription(filter, compiled, admission.principal), desk.startAt(cursor, 'sse'))
  socket.uncork()
  return reply
}

/** Writes our own chunks past the response straight to its socket; the response still ends the body. */
function responseOutlet(response: ServerResponse, listener: OutletListener, stallMs: number): Outlet {
  const { socket } = response
  if (socket === null) throw new Error('the response has lost its socket')
  const framing: Framing = response.chunkedEncoding ? 'sse' : 'sse-plain'
  const { onTimeout, ...queue } = watchQueue(socket, stallMs, listener)
  // Only hears it: the timer is armed by the queue. Without a listener the HTTP server would cut the socket itself.
  response.setTimeout(0, onTimeout)
  response.once('close', () => listener.closed())
  return {
    transport: 'sse',
    framing,
    ...queue,
    ping: () => {},
    end: () => response.end(),
    destroy: () => socket.destroy(),
  }
}
