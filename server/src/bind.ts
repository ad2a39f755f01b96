import { once } from 'node:events'
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
} from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { listenAddress } from './config/settings.ts'
import { StartProblem } from './ground/start-problem.ts'
import type { FrontDoor } from './http/door/front-door.ts'
import { handedOver } from './http/door/handed-over.ts'
import { BARE_HEADERS } from './http/door/security-headers.ts'
import { putShortcut, type Shortcut } from './http/door/shortcut.ts'
import { turnAway, turnAwaySocket } from './http/door/turned-away.ts'
import type { UpgradeListener } from './http/door/waiting-room.ts'
import { type OpenConnections, trackConnections } from './open-connections.ts'
import type { Denial } from './stream/admission/denial.ts'
import { isStreamPath, STREAM } from './stream/transports/sse.ts'
import type { Certificate } from './tls/certificate.ts'
import { createSecured } from './tls/secured.ts'

/** A bound address. */
export interface Door {
  readonly server: Server
  readonly port: number
  /** Where a program on this machine reaches the server. */
  readonly url: string
  /** Can other machines reach it? */
  readonly exposed: boolean
  /** Connections that are open now. */
  readonly connections: () => number
  /** From now on these answer; what comes whole is first shown to the shortcut. */
  readonly open: (listener: RequestListener, onUpgrade: UpgradeListener, shortcut?: Shortcut) => void
  /** Takes no more connections; resolves when the last has ended, or was cut after a grace. */
  readonly close: () => Promise<void>
}

/**
 * Longer than peers keep idle connections, so that it is never this side that closes under a request: Prometheus keeps
 * its own for 5 minutes and sends a batch once, and Envoy keeps one for an hour. Alertmanager never closes one. What
 * idle connections may take is bounded by their number, where the longest idle one makes room for a new one; a peer
 * that went away without a word is found by TCP.
 */
const KEEP_ALIVE_MS = 65 * 60_000
/** After so long without a byte TCP asks whether the other end is still there, ms. */
const PROBE_AFTER_MS = 60_000
const SWEEP_MS = 100
/** How long a peer may take, ms. */
const PATIENCE = {
  /** For the head of a request, counted from the begin of its connection, or its own. */
  head: 15_000,
  /** For a whole request, however fast; what a body owes in less time stands where bodies are read. */
  request: 300_000,
  /** How often these two are looked at. */
  look: 5_000,
  /** To take something of an answer. Streams have a shorter limit of their own. */
  answer: 60_000,
}
/**
 * Connections that the system may hold for us until we take them. After a restart thousands of clients come at once;
 * what finds Node's usual 511 places full is dropped in silence, and its TCP tries again after one, three and seven
 * seconds. The system may allow less (net.core.somaxconn).
 */
const BACKLOG = 4_096
/** A request that is still half-sent, or an answer that is not taken, does not hold up the end for longer, ms. */
const LAST_GRACE_MS = 5_000

/**
 * Takes the address before anything else is touched: a second server on the same machine finds out here, not after
 * it has opened the first one's files. A refusal of the system becomes one clear sentence.
 */
export async function bindDoor(
  address: string,
  front: FrontDoor,
  /** Who answers until it is opened. */
  starting: { readonly onRequest: RequestListener; readonly onUpgrade: UpgradeListener },
  around: {
    readonly connections: number
    readonly onShed: () => void
    /** It speaks TLS with this; plain HTTP without. */
    readonly certificate?: Certificate | undefined
    /** Somebody came no further than the beginning of TLS. */
    readonly onUnsecured?: () => void
  },
  patience = PATIENCE,
): Promise<Door> {
  let listener = starting.onRequest
  let onUpgrade = starting.onUpgrade
  let shortcut: Shortcut | undefined
  const { certificate, onUnsecured = () => {} } = around
  const options: ServerOptions = {
    // A request without a host is answered by the front door, as one with two is.
    requireHostHeader: false,
    headersTimeout: patience.head,
    connectionsCheckingInterval: patience.look,
    keepAlive: true,
    keepAliveInitialDelay: PROBE_AFTER_MS,
    // What follows a request that is not answered yet must wait for its turn.
    IncomingMessage: handedOver((request) => isStream(front, request) && !open.isBusy(request.socket)),
  }
  const { server, carrierOf = (socket: Socket) => socket } =
    certificate === undefined
      ? { server: createServer(options) }
      : createSecured(options, certificate, {
          patienceMs: patience.head,
          inPlain: (socket) => turnAwaySocket(undefined, socket, IN_PLAIN, BARE_HEADERS),
          onFailed: onUnsecured,
        })
  const short = putShortcut(server, {
    event: certificate === undefined ? 'connection' : 'secureConnection',
    shortcut: () => shortcut,
    patience: { first: patience.head, next: KEEP_ALIVE_MS },
    begun: (socket) => open.asked(socket),
    over: (socket) => open.answered(socket),
  })
  server.on('request', (request, response) => {
    const denial = front.judge(request)
    if (denial === undefined) listener(request, response)
    else turnAway(request, response, denial, front.bareHeaders(request))
  })
  server.keepAliveTimeout = KEEP_ALIVE_MS
  server.requestTimeout = patience.request
  server.timeout = patience.answer
  server.on('upgrade', (request, socket, head) => {
    const denial = front.judge(request)
    if (denial === undefined) onUpgrade(request, socket, head)
    else turnAwaySocket(request, socket, denial, front.bareHeaders(request))
  })
  server.on('checkExpectation', (request, response) =>
    turnAway(request, response, UNKNOWN_EXPECTATION, front.bareHeaders(request)),
  )
  const open = trackConnections(server, { most: around.connections, onShed: around.onShed, carrierOf })
  server.on('clientError', (error, socket) => turnAwayBytes(error, socket as Socket, open))
  try {
    server.listen({ ...listenAddress(address), backlog: BACKLOG })
    await once(server, 'listening')
  } catch (error) {
    throw new StartProblem(explain(address, error))
  }
  return {
    server,
    ...placeOf(server.address() as AddressInfo, certificate === undefined ? 'http' : 'https'),
    connections: open.count,
    open: (nextListener, nextOnUpgrade, nextShortcut) => {
      listener = nextListener
      onUpgrade = nextOnUpgrade
      shortcut = nextShortcut
    },
    close: async () => {
      const closed = new Promise<void>((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)))
      })
      open.endUnasked()
      short.close()
      // A connection that was busy just now becomes idle, and would be kept for its next request.
      const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS)
      const cut = setTimeout(open.endAll, LAST_GRACE_MS)
      await closed.finally(() => {
        clearInterval(sweep)
        clearTimeout(cut)
      })
    },
  }
}

/** Will it, once it is judged, be a request for the stream? */
function isStream(front: FrontDoor, request: IncomingMessage): boolean {
  const { method, url = '' } = request
  return method === 'GET' && url.includes(STREAM.path) && isStreamPath(front.pathOf(request) ?? '')
}

const UNKNOWN_EXPECTATION: Denial = {
  status: 417,
  code: 'invalid',
  message: 'the only expectation that is understood here is 100-continue',
}

const IN_PLAIN: Denial = {
  status: 400,
  code: 'invalid',
  message: 'this port speaks TLS, and this was plain HTTP: ask with https:// in the place of http://',
}

const MALFORMED: Denial = { status: 400, code: 'invalid', message: 'this is no HTTP request' }

/** By the code of Node's error. */
const FLAWS: Readonly<Record<string, Denial>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    code: 'too_large',
    message: 'the head of the request is larger than 16 KiB',
  },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: {
    status: 413,
    code: 'too_large',
    message: 'the extensions of a chunk are larger than 16 KiB',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    code: 'timeout',
    message: `the request was not whole in time: its head must come within ${PATIENCE.head / 1000} s, all of it within ${PATIENCE.request / 1000} s`,
  },
}

/** Answers bytes that are no request, or not whole in time; whoever has sent nothing at all is left without a word. */
function turnAwayBytes(error: NodeJS.ErrnoException, socket: Socket, open: OpenConnections): void {
  if (error.code === 'ECONNRESET' || !socket.writable || socket.bytesRead === 0 || open.isAnswering(socket)) {
    socket.destroy()
    return
  }
  turnAwaySocket(undefined, socket, FLAWS[error.code ?? ''] ?? MALFORMED, BARE_HEADERS)
}

function placeOf(bound: AddressInfo, scheme: string): Pick<Door, 'port' | 'url' | 'exposed'> {
  const everywhere = bound.address === '0.0.0.0' || bound.address === '::'
  const loopback = bound.address.startsWith('127.') || bound.address === '::1'
  const reachable = everywhere ? (bound.family === 'IPv6' ? '::1' : '127.0.0.1') : bound.address
  const host = reachable.includes(':') ? `[${reachable}]` : reachable
  return { port: bound.port, url: `${scheme}://${host}:${bound.port}`, exposed: !loopback }
}

function explain(address: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  switch (code) {
    case 'EADDRINUSE':
      return `${address} is already in use. Stop the program that listens there, or choose another address with --listen HOST:PORT.`
    case 'EACCES':
      return `This user may not listen on ${address}. Choose a port above 1023 with --listen HOST:PORT.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${address} is not an address of this machine. Choose another with --listen HOST:PORT.`
    default:
      return `Cannot listen on ${address}: ${error instanceof Error ? error.message : String(error)}.`
  }
}
