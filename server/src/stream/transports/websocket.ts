import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { queryIn } from '../../ground/url-query.ts'
import { anyParameter } from '../admission/cursor-query.ts'
import { type Denial, denyUpgrade } from '../admission/denial.ts'
import { isUpgradePath, UPGRADE_PATH } from './upgrade-path.ts'
import { type PeerParts, PeerSocket, WebSocketPeer } from './websocket-peer.ts'

/** Fragments of one message, and TCP's pieces of one frame. */
const MOST_FRAGMENTS = 128
const MOST_PIECES = 4_096
/** A peer whose framing is wrong has this long to leave after it was told, ms. */
const CLOSE_WITHIN_MS = 5_000

export interface WebSocketParts extends PeerParts {
  /** Headers of every answer. */
  readonly headersOf: (request: IncomingMessage) => OutgoingHttpHeaders
}

/** The WebSocket door. `close` refuses further upgrades; open connections are ended by their owner. */
export function webSocketDoor(parts: WebSocketParts): {
  readonly handleUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
  readonly close: () => void
} {
  const { table } = parts
  const options = {
    noServer: true,
    WebSocket: PeerSocket,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: parts.limits.message_bytes,
    // Each piece costs far more memory than its bytes. Of a message this small nobody makes so many.
    maxFragments: MOST_FRAGMENTS,
    maxBufferedChunks: MOST_PIECES,
    // Pings are answered below, where they are counted.
    autoPong: false,
    closeTimeout: CLOSE_WITHIN_MS,
  }
  const server = new WebSocketServer<typeof PeerSocket>(options)
  const deny = (request: IncomingMessage, socket: Duplex, denial: Denial): void =>
    denyUpgrade(socket, denial, { ...parts.headersOf(request), 'sec-websocket-version': '13' })
  server.on('headers', (lines, request) => {
    for (const [name, value] of Object.entries(parts.headersOf(request))) lines.push(`${name}: ${value}`)
  })
  // Without this `ws` would answer by itself, and say nothing.
  server.on('wsClientError', ({ message }, socket, request) =>
    deny(request, socket, { status: 400, code: 'bad_request', message: `no handshake: ${message}` }),
  )
  const open = async (request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> => {
    const onError = (): void => void socket.destroy()
    socket.on('error', onError)
    const admission = await table.gate.admit(request, 'upgrade')
    socket.off('error', onError)
    if (!admission.ok) return deny(request, socket, admission)
    // Whatever becomes of the handshake, its place is free again once the socket is gone.
    if (socket.destroyed) return admission.release()
    const release = (): void => admission.release()
    socket.once('close', release)
    server.handleUpgrade(request, socket, head, (webSocket) => {
      socket.off('close', release)
      table.open(
        admission,
        (connection) => new WebSocketPeer({ webSocket, socket, connection, admission }, parts),
      )
    })
  }
  return {
    handleUpgrade: (request, socket, head) => {
      const { url = '' } = request
      if (!isUpgradePath(request) || !(socket instanceof Socket)) {
        const message = `there is no WebSocket at ${url.split('?')[0]}; the stream is at ${UPGRADE_PATH}`
        return deny(request, socket, { status: 404, code: 'not_found', message })
      }
      const query = queryIn(url)
      const strange = query.ok ? anyParameter(query.value) : 'text that is not UTF-8'
      if (strange !== undefined) {
        const message = `${UPGRADE_PATH} takes no parameters, and there is ${JSON.stringify(strange.slice(0, 64))}; a cursor and a filter are said in the subscribe`
        return deny(request, socket, { status: 400, code: 'bad_request', message })
      }
      void open(request, socket, head)
    },
    close: () => server.close(),
  }
}
