import type { Socket } from 'node:net'
import { CLOSE_BAD_MESSAGE } from '@watchfloor/contract'
import { type RawData, WebSocket } from 'ws'
import type { Principal } from '../../access/principal.ts'
import type { Timers } from '../../ground/clock.ts'
import type { Admitted } from '../admission/admitted.ts'
import type { Denial } from '../admission/denial.ts'
import type { Connection } from '../connections/connection.ts'
import type { ConnectionTable } from '../connections/connection-table.ts'
import { type Outlet, QueueWatch } from '../connections/outlet.ts'
import type { StreamSettings } from '../parts/stream-settings.ts'
import { errorFrame } from '../wire/controls.ts'
import { type Ending, tooManyFrames } from '../wire/endings.ts'
import { Allowance } from './allowance.ts'

/** What `ws` calls a message over `maxPayload`. */
const TOO_LARGE = 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH'
/** Without a `subscribe` in this time the connection is closed, ms. */
const SUBSCRIBE_WITHIN_MS = 10_000
/**
 * Without a sign of life after a ping in this time the connection is cut, ms. With the longest time between two
 * pings, 16.5 s, a dead peer is gone in less than 25 s.
 */
const PONG_WITHIN_MS = 8_000

export interface PeerParts {
  readonly table: ConnectionTable
  readonly limits: StreamSettings['limits']
  readonly timers: Timers
  readonly monotonic: () => number
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

/** A socket of `ws` that knows whose it is: what listens to it is the same few functions for all of them. */
export class PeerSocket extends WebSocket {
  peer: WebSocketPeer | undefined
}

/**
 * A client on a WebSocket: what it says, and the outlet of its connection. Frames that are built already are written past
 * `ws` straight to the socket; pings and closing go through it.
 */
export class WebSocketPeer extends QueueWatch implements Outlet, Speaker {
  readonly connection: Connection
  readonly #webSocket: PeerSocket
  readonly #socket: Socket
  readonly #admission: Admitted
  readonly #parts: PeerParts
  readonly #allowance: Allowance
  #cancelWait: (() => void) | undefined
  #cancelPong: (() => void) | undefined

  constructor(
    own: {
      readonly webSocket: PeerSocket
      readonly socket: Socket
      readonly connection: Connection
      readonly admission: Admitted
    },
    parts: PeerParts,
  ) {
    const { webSocket, socket, connection } = own
    super(socket, parts.table.stallMs, connection)
    this.connection = connection
    this.#webSocket = webSocket
    this.#socket = socket
    this.#admission = own.admission
    this.#parts = parts
    this.#allowance = new Allowance(parts.limits, parts.monotonic)
    this.#cancelWait = parts.timers.after(SUBSCRIBE_WITHIN_MS, () => this.#subscribesNot())
    socket.setNoDelay(true)
    webSocket.peer = this
    webSocket.on('message', onMessage).on('ping', onPing).on('pong', onPong)
    webSocket.on('close', onClose).on('error', onError)
  }

  get transport(): 'websocket' {
    return 'websocket'
  }

  get framing(): 'websocket' {
    return 'websocket'
  }

  get principal(): Principal {
    return this.#admission.principal
  }

  get address(): string {
    return this.#admission.address
  }

  get request(): string {
    return this.#admission.id
  }

  get #isOpen(): boolean {
    return this.#webSocket.readyState === WebSocket.OPEN
  }

  renew(token: string): Promise<Denial | undefined> {
    return this.#parts.table.gate.renew(this.#admission, token)
  }

  isTooMuch(frames = 1): boolean {
    if (this.#allowance.take(frames)) return false
    if (!this.#isOpen) return true
    this.#parts.table.metrics.error('too_many_messages')
    this.connection.end(tooManyFrames(this.#parts.limits.messages_per_second))
    // The rest of a flood is thrown away unread: to parse it would cost everybody else their time.
    this.#socket.removeAllListeners('data').resume()
    this.#socket.end()
    return true
  }

  override write(bytes: Buffer): void {
    if (this.#isOpen) super.write(bytes)
  }

  ping(): void {
    if (!this.#isOpen || this.isFull() || this.#cancelPong !== undefined) return
    this.#webSocket.ping()
    this.#awaitPong()
  }

  end({ code, reason }: Ending): void {
    this.#webSocket.close(code, reason)
  }

  destroy(): void {
    this.#webSocket.terminate()
  }

  heardMessage(data: RawData, isBinary: boolean): void {
    this.#alive()
    if (this.isTooMuch()) return
    if (!isBinary) {
      this.#parts.onMessage(String(data), this)
      if (this.connection.subscription !== undefined) this.#waitNoMore()
      return
    }
    this.#parts.table.metrics.error('bad_message')
    const message = 'messages are JSON in text frames; this one was binary'
    this.connection.end({
      code: CLOSE_BAD_MESSAGE,
      reason: 'binary message',
      last: errorFrame('bad_message', message),
    })
  }

  heardPing(data: Buffer): void {
    if (this.isTooMuch() || !this.#isOpen) return
    // Who asks without reading gets no answers to pile up.
    if (!this.#socket.writableNeedDrain) this.#webSocket.pong(data)
  }

  heardPong(): void {
    this.#alive()
    this.isTooMuch()
  }

  gone(): void {
    this.#alive()
    this.#waitNoMore()
  }

  /** `ws` closes with the right code itself (1002, 1007, 1009); what is left is to count. */
  failed({ code }: NodeJS.ErrnoException): void {
    this.#parts.table.metrics.error(code === TOO_LARGE ? 'message_too_large' : 'socket')
  }

  #subscribesNot(): void {
    if (this.connection.subscription !== undefined) return
    this.#parts.table.metrics.error('no_subscribe')
    const message = `send {"action":"subscribe"} within ${SUBSCRIBE_WITHIN_MS / 1000} s of connecting`
    this.connection.end({
      code: CLOSE_BAD_MESSAGE,
      reason: 'no subscribe came',
      last: errorFrame('no_subscribe', message),
    })
  }

  #waitNoMore(): void {
    this.#cancelWait?.()
    this.#cancelWait = undefined
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

function onMessage(this: WebSocket, data: RawData, isBinary: boolean): void {
  peerOf(this)?.heardMessage(data, isBinary)
}

function onPing(this: WebSocket, data: Buffer): void {
  peerOf(this)?.heardPing(data)
}

function onPong(this: WebSocket): void {
  peerOf(this)?.heardPong()
}

function onClose(this: WebSocket): void {
  peerOf(this)?.gone()
}

function onError(this: WebSocket, error: Error): void {
  peerOf(this)?.failed(error)
}

function peerOf(webSocket: WebSocket): WebSocketPeer | undefined {
  return webSocket instanceof PeerSocket ? webSocket.peer : undefined
}
