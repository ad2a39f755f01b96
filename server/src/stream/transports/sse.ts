import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { ApiError } from '@watchfloor/contract'
import type { FastifyInstance } from 'fastify'
import { json, text } from '../../openapi/answers.ts'
import type { DescribedRoute } from '../../openapi/operation.ts'
import { deny, sendDenial } from '../admission/denial.ts'
import { readStreamQuery, STREAM_PARAMETERS } from '../admission/stream-query.ts'
import type { ConnectionTable } from '../connections/connection-table.ts'
import { type Outlet, type OutletListener, QueueWatch } from '../connections/outlet.ts'
import type { Framing } from '../wire/framing.ts'

const PATH = '/api/v2/events/stream'

/** Nothing on the way may hold back, store or compress a stream. */
const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
}

/** The stream as the API's description has it; it is no route of the framework. */
export const STREAM: DescribedRoute = {
  method: 'GET',
  path: PATH,
  operation: {
    id: 'stream',
    chapter: 'Following',
    summary: 'Every change as server-sent events',
    description: `Plain messages are events (\`Event\`), with their cursor as \`id\`. \`hello\`, \`heartbeat\`, \`reset\`, \`drain\` and \`error\` are named events (\`Control\`). An event is applied if \`prev ≤ last < sequence\`; \`prev > last\` is a gap: connect again from \`last\`.`,
    parameters: STREAM_PARAMETERS,
    answers: {
      200: text('text/event-stream', 'The stream, until the server or the reader ends it.'),
      429: json(
        ApiError,
        'The address has too many streams, or tried too often; poll, or wait for `Retry-After`.',
      ),
      503: json(ApiError, 'The server is full, or goes away; come back after `Retry-After`.'),
    },
  },
}

/** Is this request for the stream itself? */
export function isStreamRequest({ method, url = '' }: IncomingMessage): boolean {
  return method === 'GET' && url.startsWith(PATH) && /^\/?(\?|$)/.test(url.slice(PATH.length))
}

/** Adds what is at the stream's path besides the stream. */
export function registerStreamPath(fastify: FastifyInstance, table: ConnectionTable): void {
  fastify.head(PATH, (request, reply) => {
    const admission = table.gate.admit(request.raw, 'poll')
    if (!admission.ok) return sendDenial(reply, admission)
    admission.release()
    return reply.headers(HEADERS).send()
  })
  fastify.route({
    method: ['POST', 'PUT', 'PATCH', 'DELETE'],
    url: PATH,
    handler: (request, reply) => {
      reply.header('allow', 'GET, HEAD')
      const message = `${request.method} ${PATH}: a stream is opened with GET`
      return sendDenial(reply, { status: 405, code: 'method_not_allowed', message })
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
  table: ConnectionTable,
  headers: OutgoingHttpHeaders,
): void {
  const { socket } = response
  if (socket === null) {
    const message =
      'a stream cannot follow another request on its connection before that was answered (pipelining)'
    return deny(response, { status: 400, code: 'pipelined', message }, headers)
  }
  const admission = table.gate.admit(request, 'stream')
  if (!admission.ok) return deny(response, admission, headers)
  const query = readStreamQuery(request)
  if (!query.ok) {
    admission.release()
    table.metrics.error('bad_request')
    const message = `GET ${PATH}: ${query.error}`
    return deny(response, { status: 400, code: 'bad_request', message }, headers)
  }
  const { cursor, filter, compiled } = query.value
  socket.setNoDelay(true)
  socket.cork()
  response.shouldKeepAlive = false
  response.writeHead(200, { ...headers, ...HEADERS })
  response.flushHeaders()
  const connection = table.open(
    admission,
    (listener) => new ResponseOutlet(response, socket, listener, table.stallMs),
  )
  connection.subscribe(
    table.subscription(filter, compiled, admission.principal),
    table.startAt(cursor, 'sse'),
  )
  socket.uncork()
}

/** Writes our own chunks past the response straight to its socket; the response still ends the body. */
class ResponseOutlet extends QueueWatch implements Outlet {
  readonly transport = 'sse'
  readonly framing: Framing
  readonly #response: ServerResponse
  readonly #socket: Socket

  constructor(response: ServerResponse, socket: Socket, listener: OutletListener, stallMs: number) {
    super(socket, stallMs, listener)
    this.framing = response.chunkedEncoding ? 'sse' : 'sse-plain'
    this.#response = response
    this.#socket = socket
    // Only hears it: the timer is armed by the queue. Without a listener the HTTP server would cut the socket itself.
    response.setTimeout(0, () => this.onTimeout())
    response.on('close', () => listener.closed())
  }

  ping(): void {}

  end(): void {
    this.#response.end()
  }

  destroy(): void {
    this.#socket.destroy()
  }
}
