import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { listenAddress } from './config/settings.ts'
import { StartProblem } from './ground/start-problem.ts'
import { trackConnections } from './open-connections.ts'
import { denyUpgrade } from './stream/admission/denial.ts'

export type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/** A bound address. Until it is opened, whoever knocks is told that the server is starting. */
export interface Door {
  readonly server: Server
  readonly port: number
  /** Where a program on this machine reaches the server. */
  readonly url: string
  /** Can other machines reach it? */
  readonly exposed: boolean
  readonly open: (listener: RequestListener, onUpgrade: UpgradeListener) => void
  /** Takes no more connections; resolves when the last has ended, or was cut after a grace. */
  readonly close: () => Promise<void>
}

/** Longer than proxies keep idle connections, so that it is never this side that closes under a request. */
const KEEP_ALIVE_MS = 75_000
const SWEEP_MS = 100
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
export async function bindDoor(address: string): Promise<Door> {
  const starting = { code: 'unavailable', message: 'the server is starting' } as const
  let listener: RequestListener = (_request, response) => {
    const body = JSON.stringify({ error: starting })
    response.writeHead(503, { 'content-type': 'application/json', 'retry-after': '1' }).end(body)
  }
  const server = createServer((request, response) => listener(request, response))
  server.keepAliveTimeout = KEEP_ALIVE_MS
  let onUpgrade: UpgradeListener = (_request, socket) =>
    denyUpgrade(socket, { ...starting, status: 503, retryAfterSeconds: 1 })
  server.on('upgrade', (request, socket, head) => onUpgrade(request, socket, head))
  const { endUnasked, endAll } = trackConnections(server)
  try {
    server.listen({ ...listenAddress(address), backlog: BACKLOG })
    await once(server, 'listening')
  } catch (error) {
    throw new StartProblem(explain(address, error))
  }
  return {
    server,
    ...placeOf(server.address() as AddressInfo),
    open: (nextListener, nextOnUpgrade) => {
      listener = nextListener
      onUpgrade = nextOnUpgrade
    },
    close: async () => {
      const closed = new Promise<void>((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)))
      })
      endUnasked()
      // A connection that was busy just now becomes idle, and would be kept for its next request.
      const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS)
      const cut = setTimeout(endAll, LAST_GRACE_MS)
      await closed.finally(() => {
        clearInterval(sweep)
        clearTimeout(cut)
      })
    },
  }
}

function placeOf(bound: AddressInfo): Pick<Door, 'port' | 'url' | 'exposed'> {
  const everywhere = bound.address === '0.0.0.0' || bound.address === '::'
  const loopback = bound.address.startsWith('127.') || bound.address === '::1'
  const reachable = everywhere ? (bound.family === 'IPv6' ? '::1' : '127.0.0.1') : bound.address
  const host = reachable.includes(':') ? `[${reachable}]` : reachable
  return { port: bound.port, url: `http://${host}:${bound.port}`, exposed: !loopback }
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
