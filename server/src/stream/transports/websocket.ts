import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { CLOSE_BAD_MESSAGE } from '@watchfloor/contract'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import type { Principal } from '../../access/principal.ts'
import type { Timers } from '../../ground/clock.ts'
import { queryIn } from '../../ground/url-query.ts'
import { anyParameter } from '../admission/cursor-query.ts'
import { type Denial, denyUpgrade } from '../admission/denial.ts'
import type { Connection } from '../connections/connection.ts'
import type { ConnectionTable } from '../connections/connection-table.ts'
import { type Outlet, type OutletListener, QueueWatch } from '../connections/outlet.ts'
import type { StreamSettings } from '../parts/stream-settings.ts'
import { errorFrame } from '../wire/controls.ts'
import { type Ending, tooManyFrames } from '../wire/endings.ts'
import { Allowance } from './allowance.ts'
import { isUpgradePath, UPGRADE_PATH } from './upgrade-path.ts'

/** What `ws` calls a message over `maxPayload`. */
const TOO_LARGE = 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH'
/** Fragments of one message, and TCP's pieces of one frame. */
const MOST_FRAGMENTS = 128
const MOST_PIECES = 4_096
/** Without a `subscribe` in this time the connection is closed, ms. */
const SUBSCRIBE_WITHIN_MS = 10_000
/**
 * Without a sign of life after a ping in this time the connection is cut, ms. With the longest time between two
 * pings, 16.5 s, a dead peer is gone in less than 25 s.
 */
const PONG_WITHIN_MS = 8_000
/** A peer whose framing is wrong has this long to leave after it was told, ms. */
const CLOSE_WITHIN_MS = 5_000

export interface WebSocketParts {
  readonly table: ConnectionTable
  readonly limits: StreamSettings['limits']
  readonly timers: Timers
  readonly monotonic: () => number
  /** Headers of every answer. */
  readonly headersOf: (request: IncomingMessage) => OutgoingHttpHeaders
  /** Answers one message of a client. */
  readonly onMessage: (text: string, from: Speaker) => void
}

/** Who sent a message, and where its answer goes. */
export interface Speaker {
  readonly connection: Connection
  readonly principal: Principal
  /** After trusted proxies. */
  readonly address: string
  /** By what the request that opened the connection is found again. */
  readonly request: string
  /** Counts a message as so many more; true when that is too much, and the speaker was told and ended. */
  readonly isTooMuch: (frames: number) => boolean
  /** Goes on with a newer credential; answers why it was not taken. */
  readonly renew: (token: string) => Promise<Denial | undefined>
}

/** The WebSocket door. `close` refuses further upgrades; open connections are ended by their owner. */
export function webSocketDoor(parts: WebSocketParts): {
  readonly handleUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
  readonly close: () => void
} {
  const { table } = parts
  const options = {
    noServer: true,
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
  const server = new WebSocketServer(options)
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
    socket.once('close', admission.release)
    server.handleUpgrade(request, socket, head, (webSocket) => {
      const connection = table.open(
        admission,
        (listener) => new WebSocketOutlet(webSocket, socket, listener, parts),
      )
      listen(
        webSocket,
        socket,
        {
          connection,
          principal: admission.principal,
          address: admission.address,
          request: admission.id,
          renew: (token) => table.gate.renew(admission, token),
        },
        parts,
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

function listen(
  webSocket: WebSocket,
  socket: Socket,
  speaker: Omit<Speaker, 'isTooMuch'>,
  parts: WebSocketParts,
): void {
  const { connection } = speaker
  const allowance = new Allowance(parts.limits, parts.monotonic)
  const isTooMuch = (frames = 1): boolean => {
    if (allowance.take(frames)) return false
    if (webSocket.readyState !== webSocket.OPEN) return true
    parts.table.metrics.error('too_many_messages')
    connection.end(tooManyFrames(parts.limits.messages_per_second))
    // The rest of a flood is thrown away unread: to parse it would cost everybody else their time.
    socket.removeAllListeners('data').resume()
    socket.end()
    return true
  }
  const cancelWait = parts.timers.after(SUBSCRIBE_WITHIN_MS, () => {
    if (connection.subscription !== undefined) return
    parts.table.metrics.error('no_subscribe')
    const message = `send {"action":"subscribe"} within ${SUBSCRIBE_WITHIN_MS / 1000} s of connecting`
    connection.end({
      code: CLOSE_BAD_MESSAGE,
      reason: 'no subscribe came',
      last: errorFrame('no_subscribe', message),
    })
  })
  webSocket.once('close', cancelWait)
  webSocket.on('ping', (data) => {
    if (isTooMuch() || webSocket.readyState !== webSocket.OPEN) return
    // Who asks without reading gets no answers to pile up.
    if (!socket.writableNeedDrain) webSocket.pong(data)
  })
  webSocket.on('pong', () => isTooMuch())
  webSocket.on('message', (data: RawData, isBinary: boolean) => {
    if (isTooMuch()) return
    if (!isBinary) return parts.onMessage(String(data), { ...speaker, isTooMuch })
    parts.table.metrics.error('bad_message')
    const message = 'messages are JSON in text frames; this one was binary'
    connection.end({
      code: CLOSE_BAD_MESSAGE,
      reason: 'binary message',
      last: errorFrame('bad_message', message),
    })
  })
}

/** Writes pre-built frames past `ws` straight to the socket; pings and closing go through it. */
class WebSocketOutlet extends QueueWatch implements Outlet {
  readonly transport = 'websocket'
  readonly framing = 'websocket'
  readonly #webSocket: WebSocket
  readonly #parts: WebSocketParts
  #cancelPong: (() => void) | undefined

  constructor(webSocket: WebSocket, socket: Socket, listener: OutletListener, parts: WebSocketParts) {
    super(socket, parts.table.stallMs, listener)
    this.#webSocket = webSocket
    this.#parts = parts
    socket.setNoDelay(true)
    socket.on('timeout', () => this.onTimeout())
    const alive = (): void => this.#alive()
    webSocket.on('pong', alive)
    webSocket.on('message', alive)
    webSocket.on('close', () => {
      this.#alive()
      listener.closed()
    })
    // `ws` closes with the right code itself (1002, 1007, 1009); what is left is to count.
    webSocket.on('error', (error: NodeJS.ErrnoException) =>
      parts.table.metrics.error(error.code === TOO_LARGE ? 'message_too_large' : 'socket'),
    )
  }

  override write(bytes: Buffer): void {
    if (this.#webSocket.readyState === this.#webSocket.OPEN) super.write(bytes)
  }

  ping(): void {
    const { readyState, OPEN } = this.#webSocket
    if (readyState !== OPEN || this.isFull() || this.#cancelPong !== undefined) return
    this.#webSocket.ping()
    this.#awaitPong()
  }

  end({ code, reason }: Ending): void {
    this.#webSocket.close(code, reason)
  }

  destroy(): void {
    this.#webSocket.terminate()
  }

  #alive(): void {
    this.#cancelPong?.()
    this.#cancelPong = undefined
  }

  #awaitPong(): void {
    this.#cancelPong = this.#parts.timers.after(PONG_WITHIN_MS, () => {
      // While bytes wait, a stall is judged by them: the ping itself stands behind them.
      if (this.queued() > 0) return this.#awaitPong()
      this.#parts.table.metrics.error('no_pong')
      this.#webSocket.terminate()
    })
  }
}
