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

/** Opens a stream that goes on from a cursor. Cancelling it frees its connection at once. */
export type OpenStream = (cursor: Cursor, sink: Sink) => Cancel

/** Runs a stream's work until it ends or is cancelled; nothing reaches the sink after either. */
export function guard(sink: Sink, work: (sink: Sink, signal: AbortSignal) => Promise<Lost>): Cancel {
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
  return () => abort.abort()
}
