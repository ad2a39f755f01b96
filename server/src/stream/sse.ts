import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { Desk } from './desk.ts'
import type { Framing } from './framing.ts'
import { type Outlet, type OutletListener, watchQueue } from './outlet.ts'
import { refuse, sendError, sendRefusal } from './refusal.ts'
import { readStreamQuery } from './stream-query.ts'

const PATH = '/api/v2/events/stream'

/** Nothing on the way may hold back, store or compress a stream. */
const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
}

/** Is this request for the stream itself? */
export function isStreamRequest({ method, url = '' }: IncomingMessage): boolean {
  return method === 'GET' && url.startsWith(PATH) && /^\/?(\?|$)/.test(url.slice(PATH.length))
}

/** Adds what is at the stream's path besides the stream. */
export function registerStreamPath(fastify: FastifyInstance, desk: Desk): void {
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
      const message = `${request.method} ${PATH}: a stream is opened with GET`
      return sendError(reply, 405, 'method_not_allowed', message)
    },
  })
}

/**
 * Answers a request for the stream. It never meets the framework: what that builds for a request would stay in
 * memory for as long as the stream, and be half of what an idle one costs. `headers` go out with every answer.
 */
export function openStream(
  request: IncomingMessage,
  response: ServerResponse,
  desk: Desk,
  headers: OutgoingHttpHeaders,
): void {
  const { socket } = response
  if (socket === null) {
    const message =
      'a stream cannot follow another request on its connection before that was answered (pipelining)'
    return refuse(response, { status: 400, code: 'pipelined', message }, headers)
  }
  const admission = desk.gate.admit(request, 'stream')
  if (!admission.ok) return refuse(response, admission, headers)
  const lastEventId = request.headers['last-event-id']
  const query = readStreamQuery(request.url ?? '', typeof lastEventId === 'string' ? lastEventId : undefined)
  if (!query.ok) {
    admission.release()
    desk.metrics.error('bad_request')
    const message = `GET ${PATH}: ${query.error}`
    return refuse(response, { status: 400, code: 'bad_request', message }, headers)
  }
  const { cursor, filter, compiled } = query.value
  socket.setNoDelay(true)
  socket.cork()
  response.shouldKeepAlive = false
  response.writeHead(200, { ...headers, ...HEADERS })
  response.flushHeaders()
  const connection = desk.open(admission, (listener) => responseOutlet(response, listener, desk.stallMs))
  connection.subscribe(desk.subscription(filter, compiled, admission.principal), desk.startAt(cursor, 'sse'))
  socket.uncork()
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
