import { type ClientMessage, type Cursor, formatCursor, type StreamFilter } from '@watchfloor/contract'
import type { Socket, SocketConstructor } from '../platform/platform.ts'
import { authorization, type Connection, tokenFor } from './connection.ts'
import { socketEndpoint } from './endpoints.ts'
import { fromError } from './failure.ts'
import { malformed, messageFrame } from './frames.ts'
import type { OpenStream, Sink } from './transport.ts'

/** Normal closure (RFC 6455). */
const CLOSE_NORMAL = 1000

/** The stream over a WebSocket: for networks that hold back server-sent events. */
export function websocket(to: Connection, WebSocket: SocketConstructor): OpenStream {
  return (cursor, sink) => {
    let isClosed = false
    let open: Open | undefined
    void tokenFor(to, { to: 'ask' })
      .then((token) => {
        if (isClosed) return
        // Refused at once: ws: from a page that came over https, or a token in a browser.
        const socket = construct(to, WebSocket, token)
        open = follow(socket, { cursor, filter: to.filter }, sink)
      })
      .catch((error: unknown) => {
        if (!isClosed) sink.lost(fromError(error))
      })
    return {
      close: () => {
        isClosed = true
        open?.leave()
      },
      authenticate: (token) => open?.say({ action: 'authenticate', token }),
    }
  }
}

interface Open {
  readonly leave: () => void
  readonly say: (message: ClientMessage) => void
}

function follow(
  socket: Socket,
  { cursor, filter }: { readonly cursor: Cursor; readonly filter: StreamFilter | undefined },
  sink: Sink,
): Open {
  const say = (message: ClientMessage): void => socket.send(JSON.stringify(message))
  const leave = (): void => {
    socket.onopen = socket.onmessage = socket.onclose = null
    // Errors of a connection that nobody waits for any more; `ws` throws without a listener.
    socket.onerror = () => undefined
    // `close` waits for an answer that a dead line never gives; where the socket can be dropped at once, it is.
    if (socket.terminate === undefined) socket.close(CLOSE_NORMAL)
    else socket.terminate()
  }
  socket.onopen = () =>
    say({ action: 'subscribe', cursor: formatCursor(cursor), ...(filter !== undefined && { filter }) })
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
  return { leave, say }
}

/** `ws` and Node's own take headers in the second place. Browsers cannot send any, and throw: polling can. */
type WithHeaders = new (url: string, options: { readonly headers: Record<string, string> }) => Socket

function construct(to: Connection, WebSocket: SocketConstructor, token: string | undefined): Socket {
  const url = socketEndpoint(to.base)
  const headers = authorization(to, token)
  if (headers.authorization === undefined) return new WebSocket(url)
  return new (WebSocket as WithHeaders)(url, { headers })
}
