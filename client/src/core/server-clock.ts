import { smallest } from '@watchfloor/contract'
/** What is known of the server's clock. */
export interface ServerClock {
  /** Its time when it was last heard, milliseconds since 1970. */
  readonly time: number
  /** Monotonic milliseconds at which that was. */
  readonly heard_at: number
  /** This computer's clock minus the server's at the last few times. */
  readonly samples: readonly number[]
}

const SAMPLES = 3

export function hear(clock: ServerClock | null, time: number, now: number, wall: number): ServerClock {
  return { time, heard_at: now, samples: [...(clock?.samples ?? []), wall - time].slice(-SAMPLES) }
}

/**
 * Delay on the way, or frames that waited in a buffer while the computer slept, only ever make this clock look
 * further ahead: so the smallest of the last few samples is nearest the truth.
 */
export function skew(clock: ServerClock): number {
  return smallest(clock.samples)
}

export function timeAt(clock: ServerClock, now: number): number {
  return clock.time + (now - clock.heard_at)
}
