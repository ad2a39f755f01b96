import type { Socket } from 'node:net'
import type { StreamTransport } from '../parts/stream-metrics.ts'
import type { Ending } from '../wire/endings.ts'
import type { Framing } from '../wire/framing.ts'
import { peerKey } from './unacknowledged.ts'

/** The writing side of one connection, the same for every transport. */
export interface Outlet {
  readonly transport: StreamTransport
  readonly framing: Framing
  /** Bytes that the operating system has not taken yet. */
  readonly queued: () => number
  /** It wants no more until it has told `drained`. */
  readonly isFull: () => boolean
  /** Whole frames in this outlet's framing. */
  readonly write: (bytes: Buffer) => void
  /** Asks the peer for a sign of life where the transport has a way to; the peer that gives none is cut. */
  readonly ping: () => void
  /** Ends cleanly, after everything that was written. */
  readonly end: (ending: Ending) => void
  /** Cuts it. */
  readonly destroy: () => void
  /** The other end of its socket, as `peerKey` names it. */
  readonly peer: () => string
}

/** What an outlet tells. */
export interface OutletListener {
  /** The socket took everything that was queued. */
  readonly drained: () => void
  /** Bytes are queued and none was taken for `stallMs`. */
  readonly stalled: () => void
  /** It is gone, for whatever reason; said once. */
  readonly closed: () => void
}

/** Where a socket has its watch: what listens to it is the same few functions for all of them. */
const WATCH = Symbol('queue watch')

interface Watched extends Socket {
  [WATCH]?: QueueWatch
}

/**
 * Queue accounting on a socket. Writes go straight to it: queues of many connections then point at the same shared
 * buffers. The socket's own inactivity timer, which sees every partial write of the operating system, finds stalls;
 * it is armed only while something is queued. A class, and no closures, because thousands of idle ones are open: those
 * would be a tenth of what a connection costs.
 */
export class QueueWatch {
  readonly #socket: Socket
  readonly #stallMs: number
  readonly #listener: OutletListener
  #isArmed = false

  constructor(socket: Watched, stallMs: number, listener: OutletListener) {
    this.#socket = socket
    this.#stallMs = stallMs
    this.#listener = listener
    socket[WATCH] = this
    socket.on('drain', onDrain).on('timeout', onTimeout).on('close', onClose)
  }

  queued(): number {
    return this.#socket.writableLength
  }

  isFull(): boolean {
    return this.#socket.writableNeedDrain
  }

  write(bytes: Buffer): void {
    this.#socket.write(bytes)
    if (this.#isArmed || this.#socket.writableLength === 0) return
    this.#isArmed = true
    this.#socket.setTimeout(this.#stallMs)
  }

  peer(): string {
    return peerKey(this.#socket.remoteAddress, this.#socket.remotePort)
  }

  /** Its socket took everything. */
  drained(): void {
    if (this.#isArmed) this.#disarm()
    this.#listener.drained()
  }

  /** Its socket's time is over: that of the queue, or one that was armed before this watched it. */
  timedOut(): void {
    if (!this.#isArmed) return
    this.#disarm()
    if (this.#socket.writableLength > 0) this.#listener.stalled()
  }

  closed(): void {
    this.#listener.closed()
  }

  #disarm(): void {
    this.#isArmed = false
    this.#socket.setTimeout(0)
  }
}

function onDrain(this: Watched): void {
  this[WATCH]?.drained()
}

function onTimeout(this: Watched): void {
  this[WATCH]?.timedOut()
}

function onClose(this: Watched): void {
  this[WATCH]?.closed()
}
