import type { Millis } from '@watchfloor/contract'

/** So long one is waited for before the next is tried beside it: one that is well has answered by then. */
const HEAD_START: Millis = 250

/**
 * What the first of them comes to that opens, in their order; those that come later are dropped. Rejects when none does,
 * with the reasons of all.
 */
export function firstOf<A, T>(
  all: readonly A[],
  open: (one: A) => Promise<T>,
  drop: (late: T) => void,
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  const reasons: string[] = []
  let isOver = false
  let tried = 0
  let timer: NodeJS.Timeout | undefined
  const next = (): void => {
    clearTimeout(timer)
    if (isOver || tried === all.length) return
    timer = setTimeout(next, HEAD_START)
    open(all[tried++] as A).then(
      (opened) => {
        if (isOver) return drop(opened)
        isOver = true
        clearTimeout(timer)
        resolve(opened)
      },
      (error: unknown) => {
        reasons.push(error instanceof Error ? error.message : String(error))
        if (reasons.length === all.length) reject(new Error(reasons.join('; ')))
        next()
      },
    )
  }
  next()
  return promise
}
