import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { ApiError } from '@watchfloor/contract'
import type { FastifyInstance } from 'fastify'
import { json, text } from '../../openapi/answers.ts'
import type { DescribedRoute } from '../../openapi/operation.ts'
import { type Denial, deny, sendDenial } from '../admission/denial.ts'
import type { Admitted, Gate } from '../admission/gate.ts'
import { readStreamQuery, STREAM_PARAMETERS, type StreamQuery } from '../admission/stream-query.ts'
import type { ConnectionTable } from '../connections/connection-table.ts'
import { type Outlet, type OutletListener, QueueWatch } from '../connections/outlet.ts'
import type { StreamMetrics } from '../parts/stream-metrics.ts'
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
    right: 'read',
    summary: 'Every change as server-sent events',
    description: `Plain messages are events (\`Event\`), with their cursor as \`id\`. \`hello\`, \`heartbeat\`, \`reset\`, \`drain\`, \`expiring\` and \`error\` are named events (\`Control\`). An event is applied if \`prev ≤ last < sequence\`; \`prev > last\` is a gap: connect again from \`last\`.`,
    parameters: STREAM_PARAMETERS,
    answers: {
      200: text(
        'text/event-stream',
        'The stream, until the server or the reader ends it. While the server starts, goes away or is full it is held, and begins with a comment; when too many wait it ends, and `retry` says when to come back.',
      ),
      429: json(
        ApiError,
        'The address has too many streams, or tried too often; poll, or wait for `Retry-After`.',
      ),
    },
  },
}

/** Is this request for the stream itself? */
export function isStreamRequest({ method, url = '' }: IncomingMessage): boolean {
  return method === 'GET' && url.startsWith(PATH) && /^\/?(\?|$)/.test(url.slice(PATH.length))
}

/** Adds what is at the stream's path besides the stream. */
export function registerStreamPath(fastify: FastifyInstance, table: ConnectionTable): void {
  fastify.head(PATH, { config: { right: 'read' } }, (request, reply) => {
    const admission = table.gate.enter(request, 'poll')
    if (!admission.ok) return sendDenial(reply, admission)
    admission.release()
    return reply.headers(HEADERS).send()
  })
  fastify.route({
    method: ['POST', 'PUT', 'PATCH', 'DELETE'],
    url: PATH,
    config: { right: 'public' },
    handler: (request, reply) => {
      reply.header('allow', 'GET, HEAD')
      const message = `${request.method} ${PATH}: a stream is opened with GET`
      return sendDenial(reply, { status: 405, code: 'method_not_allowed', message })
    },
  })
}

/** A stream that was let in: its 200 is out, nothing is delivered yet, and its socket is corked. */
export interface Begun {
  readonly response: ServerResponse
  readonly socket: Socket
  readonly admission: Admitted
  readonly query: StreamQuery
}

/**
 * Lets a request for the stream in, or refuses it. It never meets the framework: what that builds for a request would
 * stay in memory for as long as the stream, and be half of what an idle one costs. `headers` go out with every answer.
 */
export async function beginStream(
  request: IncomingMessage,
  response: ServerResponse,
  {
    gate,
    metrics,
    headers,
  }: {
    readonly gate: Gate
    readonly metrics: Pick<StreamMetrics, 'error'>
    readonly headers: OutgoingHttpHeaders
  },
): Promise<Begun | undefined> {
  const refuse = (denial: Denial): undefined => void deny(response, denial, headers)
  if (response.socket === null) {
    const message =
      'a stream cannot follow another request on its connection before that was answered (pipelining)'
    return refuse({ status: 400, code: 'pipelined', message })
  }
  const admission = await gate.admit(request, 'stream')
  if (!admission.ok) return refuse(admission)
  // Whoever asked may have left meanwhile.
  const { socket } = response
  if (socket === null || socket.destroyed) return void admission.release()
  const query = readStreamQuery(request)
  if (!query.ok) {
    admission.release()
    metrics.error('bad_request')
    return refuse({ status: 400, code: 'bad_request', message: `GET ${PATH}: ${query.error}` })
  }
  socket.setNoDelay(true)
  socket.cork()
  response.shouldKeepAlive = false
  response.writeHead(200, { ...headers, ...HEADERS })
  response.flushHeaders()
  return { response, socket, admission, query: query.value }
}

/** Has a stream that was let in follow the log, and uncorks it; its cursor is judged now. */
export function followStream({ response, socket, admission, query }: Begun, table: ConnectionTable): void {
  const { cursor, filter, compiled } = query
  const connection = table.open(
    admission,
    (listener) => new ResponseOutlet(response, socket, listener, table.stallMs),
  )
  const subscription = table.subscription(filter, compiled, admission.principal)
  connection.subscribe(subscription, table.startAt(cursor, 'sse', subscription.compiled))
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
