/** A step takes about 10 ns: to go on with one sign of a text, or a quarter of a look at one place of an expression. */
export const STEPS_PER_MS = 100_000

/** Counts what matching costs while it is done, in steps, so that whoever asks may be given a budget. */
export interface Work {
  steps: number
  /** Beyond them matching gives up: whoever sees that they are passed must not take the answer for one. */
  readonly most?: number
}
