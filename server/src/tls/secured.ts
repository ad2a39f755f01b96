import type { Server, ServerOptions } from 'node:http'
import { createServer } from 'node:https'
import type { Socket } from 'node:net'
import type { Certificate } from './certificate.ts'

/** A server that speaks TLS. */
export interface Secured {
  readonly server: Server
  /** The socket that carries one with TLS. */
  readonly carrierOf: (socket: Socket) => Socket
}

/** How a handshake begins; the letters of an HTTP method are no such bytes. */
const isHandshake = (byte: number): boolean => byte === 0x16 || byte >= 0x80

/**
 * Whoever speaks plain HTTP to it is answered `inPlain`, so that they can read why; whoever says nothing, or does not
 * come to an end with its handshake, is cut after `patienceMs`.
 */
export function createSecured(
  options: ServerOptions,
  certificate: Pick<Certificate, 'context' | 'whenRenewed'>,
  parts: {
    readonly patienceMs: number
    readonly inPlain: (socket: Socket) => void
    readonly onFailed: () => void
  },
): Secured {
  const { patienceMs, inPlain, onFailed } = parts
  const context = certificate.context()
  const server = createServer({ ...options, ...context, handshakeTimeout: patienceMs, noDelay: true })
  certificate.whenRenewed((renewed) => server.setSecureContext(renewed))
  /** In their handshake, by their peers: Node tells of a secured socket only when it is, and not what carries it. */
  const shaking = new Map<string, Socket>()
  const carriers = new WeakMap<Socket, Socket>()

  const shakeHands = server.listeners('connection') as ((socket: Socket) => void)[]
  server.removeAllListeners('connection')
  server.on('connection', (socket: Socket) => {
    const cut = (): void => void socket.destroy()
    socket.on('error', cut)
    socket.setTimeout(patienceMs, cut)
    socket.once('readable', () => {
      const bytes = socket.read() as Buffer | null
      if (bytes === null) return
      if (!isHandshake(bytes[0] ?? 0)) {
        onFailed()
        return inPlain(socket)
      }
      socket.setTimeout(0)
      socket.off('timeout', cut)
      const peer = peerOf(socket)
      shaking.set(peer, socket)
      socket.once('close', () => shaking.get(peer) === socket && shaking.delete(peer))
      socket.unshift(bytes)
      for (const listener of shakeHands) listener.call(server, socket)
    })
  })
  server.prependListener('secureConnection', (secured: Socket) => {
    const peer = peerOf(secured)
    const carrier = shaking.get(peer)
    if (carrier !== undefined) carriers.set(secured, carrier)
    shaking.delete(peer)
  })
  server.removeAllListeners('tlsClientError')
  server.on('tlsClientError', (_error, socket) => {
    onFailed()
    socket.destroy()
  })
  return { server, carrierOf: (socket) => carriers.get(socket) ?? socket }
}

function peerOf({ remoteAddress, remotePort, localAddress }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localAddress}`
}
