import type { Millis } from './time.ts'

/** A step takes about 10 ns: what an engine does with one character at one place of an expression. */
export const STEPS_PER_MS = 100_000

/**
 * Counts what matching costs while it is done, in steps, so that whoever asks may be given a budget. An engine that
 * cannot count its steps takes time for them, and never more than its worst case.
 */
export interface Work {
  steps: number
  /** Monotonic time; without it the worst case counts. */
  readonly clock?: (() => Millis) | undefined
}

/** Runs what takes at most `most` steps, and counts what it took. */
export function counted<T>(work: Work | undefined, most: number, run: () => T): T {
  if (work === undefined) return run()
  // What is this cheap is not worth a look at the clock.
  if (work.clock === undefined || most < STEPS_PER_MS / 100) {
    work.steps += most
    return run()
  }
  const began = work.clock()
  const answer = run()
  work.steps += Math.min(most, Math.ceil((work.clock() - began) * STEPS_PER_MS))
  return answer
}
