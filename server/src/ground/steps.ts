/**
 * Work that may take long, in small steps: at each `yield` others may come in between. What it answers is returned at
 * its end; what it throws is thrown by whoever does it.
 */
export type Steps<T> = Generator<undefined, T>

/** Does all of it at once: for work that is known to be short. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const next = steps.next()
    if (next.done === true) return next.value
  }
}
