import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Keeps track of connections on which nothing was asked yet; the returned function ends them. Browsers and
 * connection pools open such ahead of need, and Node does not count them as idle: closing a server would wait for
 * them until their owner loses patience.
 */
export function trackUnasked(server: Server): () => void {
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
    unasked.add(socket)
    socket.once('close', () => unasked.delete(socket))
  })
  server.on('request', asked)
  server.on('upgrade', asked)
  return () => {
    isEnding = true
    for (const socket of unasked) socket.destroy()
  }
}
