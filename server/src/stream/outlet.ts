import type { Socket } from 'node:net'
import type { Ending } from './endings.ts'
import type { Framing } from './framing.ts'
import type { StreamTransport } from './stream-metrics.ts'

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

/**
 * Queue accounting on a socket. Writes go straight to it: queues of many connections then point at the same shared
 * buffers. The socket's own inactivity timer, which sees every partial write of the operating system, finds stalls;
 * it is armed only while something is queued.
 */
export function watchQueue(
  socket: Socket,
  stallMs: number,
  listener: Pick<OutletListener, 'drained' | 'stalled'>,
): Pick<Outlet, 'queued' | 'isFull' | 'write'> & { readonly onTimeout: () => void } {
  let isArmed = false
  const disarm = (): void => {
    isArmed = false
    socket.setTimeout(0)
  }
  socket.on('drain', () => {
    if (isArmed) disarm()
    listener.drained()
  })
  return {
    queued: () => socket.writableLength,
    isFull: () => socket.writableNeedDrain,
    write: (bytes) => {
      socket.write(bytes)
      if (isArmed || socket.writableLength === 0) return
      isArmed = true
      socket.setTimeout(stallMs)
    },
    onTimeout: () => {
      if (!isArmed) return
      disarm()
      if (socket.writableLength > 0) listener.stalled()
    },
  }
}
