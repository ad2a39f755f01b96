import type { Socket } from 'node:net'

/** What a request is for, told by its path. */
export type Kind = 'sse' | 'websocket' | 'polling' | 'other'

export function kindOf(head: string): Kind {
  const path = head.split(' ', 2)[1] ?? ''
  if (path.startsWith('/api/v2/events/stream')) return 'sse'
  if (path.startsWith('/api/v2/events')) return 'polling'
  return path.startsWith('/ws/') ? 'websocket' : 'other'
}

/** One request per connection, so that the first head says what the connection is for. */
export function closing(head: string): string {
  return `${head.replace(/\r\nconnection:[^\r]*/i, '').slice(0, -2)}connection: close\r\n\r\n`
}

/** Waits for a request's head; `rest` is what came with it beyond its end. */
export function readHead(socket: Socket, done: (head: string, rest: Buffer) => void): void {
  let seen = Buffer.alloc(0)
  const onData = (chunk: Buffer): void => {
    seen = Buffer.concat([seen, chunk])
    const end = seen.indexOf('\r\n\r\n')
    if (end < 0) return
    socket.off('data', onData)
    done(seen.subarray(0, end + 4).toString('latin1'), seen.subarray(end + 4))
  }
  socket.on('data', onData)
}
