import { type ClientMessage, formatCursor } from '@watchfloor/contract'
import type { Socket, SocketConstructor } from '../platform/platform.ts'
import { authorization, type Connection } from './connection.ts'
import { socketEndpoint } from './endpoints.ts'
import { fromError } from './failure.ts'
import { malformed, messageFrame } from './frames.ts'
import type { OpenStream } from './transport.ts'

/** Normal closure (RFC 6455). */
const CLOSE_NORMAL = 1000

/** The stream over a WebSocket: for networks that hold back server-sent events. */
export function websocket(to: Connection, WebSocket: SocketConstructor): OpenStream {
  return (cursor, sink) => {
    let socket: Socket
    try {
      socket = construct(to, WebSocket)
    } catch (error) {
      // Refused at once: ws: from a page that came over https, or a token in a browser.
      to.timers.soon(() => sink.lost(fromError(error)))
      return () => undefined
    }
    const leave = () => {
      socket.onopen = socket.onmessage = socket.onclose = null
      // Errors of a connection that nobody waits for any more; `ws` throws without a listener.
      socket.onerror = () => undefined
      // `close` waits for an answer that a dead line never gives; where the socket can be dropped at once, it is.
      if (socket.terminate === undefined) socket.close(CLOSE_NORMAL)
      else socket.terminate()
    }
    socket.onopen = () => {
      const subscribe: ClientMessage = {
        action: 'subscribe',
        cursor: formatCursor(cursor),
        ...(to.filter !== undefined && { filter: to.filter }),
      }
      socket.send(JSON.stringify(subscribe))
    }
    socket.onmessage = ({ data }: { data: unknown }) => {
      const frame = typeof data === 'string' ? messageFrame(data) : malformed(true, 'a message is not text')
      sink.received(frame === null ? [] : [frame])
    }
    // A close event always follows, and says more.
    socket.onerror = () => undefined
    socket.onclose = ({ code, reason }: { code: number; reason: unknown }) => {
      leave()
      sink.lost({ how: 'closed', code, detail: `the WebSocket closed with ${code} ${String(reason)}`.trim() })
    }
    return leave
  }
}

/** `ws` and Node's own take headers in the second place. Browsers cannot send any, and throw: polling can. */
type WithHeaders = new (url: string, options: { readonly headers: Record<string, string> }) => Socket

function construct(to: Connection, WebSocket: SocketConstructor): Socket {
  const url = socketEndpoint(to.base)
  const headers = authorization(to)
  if (headers.authorization === undefined) return new WebSocket(url)
  return new (WebSocket as WithHeaders)(url, { headers })
}
