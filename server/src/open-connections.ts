import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/** Ends connections that nobody else ends. */
export interface OpenConnections {
  /** Those on which nothing was asked yet, now and from now on. */
  readonly endUnasked: () => void
  /** All of them, those that were upgraded too: Node's server forgets these, and still waits for them to close. */
  readonly endAll: () => void
}

/**
 * Keeps track of a server's connections, and of those on which nothing was asked yet. Browsers and
 * connection pools open such ahead of need, and Node does not count them as idle: closing a server would wait for
 * them until their owner loses patience.
 */
export function trackConnections(server: Server): OpenConnections {
  const all = new Set<Socket>()
  const unasked = new Set<Socket>()
  let isEnding = false
  const asked = ({ socket }: { readonly socket: Socket }): void => {
    unasked.delete(socket)
  }
  server.on('connection', (socket) => {
    if (isEnding) {
      socket.destroy()
      return
    }
    all.add(socket)
    unasked.add(socket)
    socket.once('close', () => {
      all.delete(socket)
      unasked.delete(socket)
    })
  })
  server.on('request', asked)
  server.on('upgrade', asked)
  return {
    endUnasked: () => {
      isEnding = true
      for (const socket of unasked) socket.destroy()
    },
    endAll: () => {
      for (const socket of all) socket.destroy()
    },
  }
}
