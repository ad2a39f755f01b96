import type { Cursor } from '@watchfloor/contract'
import type { Frame, Lost } from '../core/messages.ts'
import type { Cancel } from '../platform/platform.ts'

/** Where a stream puts what it hears. Not called any more once the stream was cancelled or has reported its loss. */
export interface Sink {
  /** Bytes came in, with the frames that they completed. */
  readonly received: (frames: readonly Frame[]) => void
  /** The stream has ended by itself; called once. */
  readonly lost: (lost: Lost) => void
}

export interface Stream {
  /** Frees its connection at once. */
  readonly close: Cancel
  /** Goes on by a newer credential, where that can be said on the connection. */
  readonly authenticate?: (token: string) => void
}

/** Opens a stream that goes on from a cursor. */
export type OpenStream = (cursor: Cursor, sink: Sink) => Stream

/** Runs a stream's work until it ends or is cancelled; nothing reaches the sink after either. */
export function guard(sink: Sink, work: (sink: Sink, signal: AbortSignal) => Promise<Lost>): Stream {
  const abort = new AbortController()
  const open: Sink = {
    received: (frames) => {
      if (!abort.signal.aborted) sink.received(frames)
    },
    lost: (lost) => {
      if (abort.signal.aborted) return
      abort.abort()
      sink.lost(lost)
    },
  }
  void work(open, abort.signal).then(open.lost)
  return { close: () => abort.abort() }
}
