import type { Millis } from '@watchfloor/contract'

/** Clocks of servers may differ by so much before people are told. */
export const MOST_SKEW: Millis = 1_000

/**
 * How far a clock is ahead of the store's, which said `at` somewhere between `sent` and `received`. Whatever that span
 * may explain is no skew.
 */
export function skewOf(sent: Millis, received: Millis, at: Millis): Millis {
  if (at > received) return received - at
  return at < sent ? sent - at : 0
}
