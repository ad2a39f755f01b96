import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { networkOf } from './ground/network-of.ts'

/** The connections of a server: how many, and the ways to end those that nobody else ends. */
export interface OpenConnections {
  readonly count: () => number
  /** Has an answer begun on it? Then nothing else may be written there. */
  readonly isAnswering: (socket: Socket) => boolean
  /** Is something asked on it whose answer is not over? */
  readonly isBusy: (socket: Socket) => boolean
  /** Something is asked on it of which the server's events do not tell. */
  readonly asked: (socket: Socket) => void
  /** The answer to that is over. */
  readonly answered: (socket: Socket) => void
  /** Ends those on which nothing was asked yet, now and from now on. */
  readonly endUnasked: () => void
  /** Ends all of them, those that were upgraded too: Node's server forgets these, and still waits for them to close. */
  readonly endAll: () => void
}

interface Open {
  readonly network: string
  isAsked: boolean
  /** Requests whose answers are not over yet; an upgrade's never is. */
  pending: number
  response: ServerResponse | undefined
}

/**
 * Keeps track of a server's connections. Browsers and connection pools open such ahead of need, and Node does not
 * count them as idle: closing a server would wait for them until their owner loses patience.
 *
 * There are at most `most`. One more takes the place of one on which nothing is going on, or its request's head is
 * still half-sent: the oldest such of the address that has most of them, so that nobody who holds many keeps out
 * anybody who comes with one. Where there is none, the new one is closed.
 */
export function trackConnections(
  server: Server,
  {
    most,
    onShed,
    carrierOf = (socket) => socket,
  }: {
    readonly most: number
    readonly onShed: () => void
    /** Of a socket with TLS, the one that carries it: that is what is counted, from before its first byte on. */
    readonly carrierOf?: (socket: Socket) => Socket
  },
): OpenConnections {
  const all = new Map<Socket, Open>()
  /** By address, in the order in which they became idle. */
  const idle = new Map<string, Set<Socket>>()
  let isEnding = false

  const rest = (socket: Socket, { network }: Open): void => {
    const others = idle.get(network)
    if (others === undefined) idle.set(network, new Set([socket]))
    else others.add(socket)
  }
  const wake = (socket: Socket, { network }: Open): void => {
    const others = idle.get(network)
    others?.delete(socket)
    if (others?.size === 0) idle.delete(network)
  }
  const begin = (socket: Socket): Open | undefined => {
    const open = all.get(socket)
    if (open === undefined) return undefined
    open.isAsked = true
    if (open.pending++ === 0) wake(socket, open)
    return open
  }
  /** Undefined when something is going on in all of them. */
  const longestIdle = (): Socket | undefined => {
    let most: Set<Socket> | undefined
    for (const sockets of idle.values()) if (sockets.size > (most?.size ?? 0)) most = sockets
    return most?.values().next().value
  }

  server.on('connection', (socket) => {
    if (isEnding) {
      socket.destroy()
      return
    }
    if (all.size >= most) {
      onShed()
      const victim = longestIdle()
      if (victim === undefined) {
        socket.destroy()
        return
      }
      leave(victim)
      victim.destroy()
    }
    const network = networkOf(socket.remoteAddress ?? '')
    const open: Open = { network, isAsked: false, pending: 0, response: undefined }
    all.set(socket, open)
    rest(socket, open)
    socket.on('close', leaveThis)
  })
  const leave = (socket: Socket): void => {
    const open = all.get(socket)
    if (open === undefined) return
    wake(socket, open)
    all.delete(socket)
  }
  /** One listener for all: thousands of closures would be a part of what each idle connection costs. */
  function leaveThis(this: Socket): void {
    leave(this)
  }
  const over = (socket: Socket): void => {
    const open = all.get(socket)
    if (open !== undefined && --open.pending === 0) rest(socket, open)
  }
  /** Likewise for answers. */
  function overThis(this: ServerResponse): void {
    const socket = carrierOf(this.req.socket)
    const open = all.get(socket)
    if (open?.response === this) open.response = undefined
    over(socket)
  }
  server.on('request', (request, response) => {
    const socket = carrierOf(request.socket)
    const open = begin(socket)
    if (open === undefined) return
    open.response = response
    response.on('close', overThis)
  })
  server.on('upgrade', (_request, socket) => void begin(carrierOf(socket as Socket)))

  return {
    count: () => all.size,
    isAnswering: (socket) => all.get(carrierOf(socket))?.response?.headersSent === true,
    isBusy: (socket) => (all.get(carrierOf(socket))?.pending ?? 0) > 0,
    asked: (socket) => void begin(carrierOf(socket)),
    answered: (socket) => over(carrierOf(socket)),
    endUnasked: () => {
      isEnding = true
      for (const [socket, { isAsked }] of all) if (!isAsked) socket.destroy()
    },
    endAll: () => {
      for (const socket of all.keys()) socket.destroy()
    },
  }
}
