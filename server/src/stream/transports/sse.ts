import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import type { Socket } from 'node:net'
import { ApiError } from '@watchfloor/contract'
import type { FastifyInstance } from 'fastify'
import { json, text } from '../../openapi/answers.ts'
import type { DescribedRoute } from '../../openapi/operation.ts'
import type { Admitted } from '../admission/admitted.ts'
import { type Denial, denyUpgrade, headOf, sendDenial } from '../admission/denial.ts'
import type { Gate } from '../admission/gate.ts'
import { readStreamQuery, STREAM_PARAMETERS, type StreamQuery } from '../admission/stream-query.ts'
import type { ConnectionTable } from '../connections/connection-table.ts'
import { type Outlet, type OutletListener, QueueWatch } from '../connections/outlet.ts'
import type { StreamMetrics } from '../parts/stream-metrics.ts'
import { encodeText, LAST_CHUNK, type SseFraming } from '../wire/framing.ts'

const PATH = '/api/v2/events/stream'

/** Then another server is asked, or this one knows. */
const BEHIND_RETRY_MS = 1_000

/** Nothing on the way may hold back, store or compress a stream. */
const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
}
const CHUNKED = { 'transfer-encoding': 'chunked' }

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

/** Is this request for the stream itself? One that asks for a WebSocket has come to the wrong door. */
export function isStreamRequest({ method, url = '', headers }: IncomingMessage): boolean {
  return method === 'GET' && isStreamPath(url) && headers.upgrade?.toLowerCase() !== 'websocket'
}

export function isStreamPath(url: string): boolean {
  return url.startsWith(PATH) && /^\/?(\?|$)/.test(url.slice(PATH.length))
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
  readonly socket: Socket
  readonly framing: SseFraming
  readonly admission: Admitted
  readonly query: StreamQuery
}

/**
 * Lets a request for the stream in, or refuses it. It never meets the framework, nor a response of Node's: what these
 * keep for a request would stay in memory for as long as the stream, and be most of what an idle one costs. So its
 * answer is written to its socket, on which nothing else is to be answered. `headers` go out with every answer.
 */
export async function beginStream(
  request: IncomingMessage,
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
  const { socket } = request
  takeOver(socket)
  const refuse = (denial: Denial): undefined => void denyUpgrade(socket, denial, headers)
  const admission = await gate.admit(request, 'stream')
  if (!admission.ok) return refuse(admission)
  // Whoever asked may have left meanwhile.
  if (socket.destroyed) return void admission.release()
  const query = readStreamQuery(request)
  if (!query.ok) {
    admission.release()
    metrics.error('bad_request')
    return refuse({ status: 400, code: 'bad_request', message: `GET ${PATH}: ${query.error}` })
  }
  const framing = request.httpVersion === '1.0' ? 'sse-plain' : 'sse'
  socket.setNoDelay(true)
  socket.cork()
  socket.write(headOf(200, { ...headers, ...HEADERS, ...(framing === 'sse' && CHUNKED) }), 'latin1')
  return { socket, framing, admission, query: query.value }
}

/** Words to a stream that follows nothing yet. */
export function sayTo({ socket, framing }: Begun, text: string): void {
  socket.write(encodeText(framing, text))
}

/** Ends a stream that follows nothing yet. */
export function endStream({ socket, framing }: Begun): void {
  endAnswer(socket, framing)
}

/** Has a stream that was let in follow the log, and uncorks it; its cursor is judged as soon as it can be. */
export async function followStream(begun: Begun, table: ConnectionTable): Promise<void> {
  const { socket, framing, admission, query } = begun
  const { cursor, filter, compiled } = query
  const known = table.knows(cursor)
  if (known !== undefined) {
    const isKnown = await known
    if (socket.destroyed) return admission.release()
    if (!isKnown) {
      sayTo(begun, `retry: ${BEHIND_RETRY_MS}\n: this server cannot learn at the moment what others did\n`)
      socket.uncork()
      endStream(begun)
      return admission.release()
    }
  }
  socket.off('timeout', cut).setTimeout(0)
  const connection = table.open(
    admission,
    (listener) => new StreamOutlet(socket, framing, listener, table.stallMs),
  )
  const subscription = table.subscription(filter, compiled, admission.principal)
  connection.subscribe(subscription, table.startAt(cursor, 'sse', subscription.compiled))
  socket.uncork()
}

/**
 * Makes a socket a stream's alone. What its client says from now on is nobody's, but is read, for so the end of it is
 * noticed; a client that ends its half has left.
 */
function takeOver(socket: Socket): void {
  socket.removeAllListeners('timeout').on('timeout', cut)
  socket.on('error', cut)
  socket.allowHalfOpen = false
  socket.resume()
}

function cut(this: Socket): void {
  this.destroy()
}

function endAnswer(socket: Socket, framing: SseFraming): void {
  if (framing === 'sse') socket.write(LAST_CHUNK)
  socket.destroySoon()
}

class StreamOutlet extends QueueWatch implements Outlet {
  readonly framing: SseFraming
  readonly #socket: Socket

  constructor(socket: Socket, framing: SseFraming, listener: OutletListener, stallMs: number) {
    super(socket, stallMs, listener)
    this.framing = framing
    this.#socket = socket
  }

  get transport(): 'sse' {
    return 'sse'
  }

  ping(): void {}

  end(): void {
    endAnswer(this.#socket, this.framing)
  }

  destroy(): void {
    this.#socket.destroy()
  }
}
