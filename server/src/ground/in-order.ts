/** So few items are sorted, and so many compared, in one step. */
const AT_ONCE = 512
/** So many say which of them all stands in the middle. */
const SAMPLE = 31

interface Part<T> {
  readonly items: readonly T[]
  readonly isInOrder: boolean
}

/**
 * The items in order, equal ones as they stood, each found when it is asked for: the first takes about two looks at each
 * of them, and not a sort of all. Undefined stands for a step, after which others can come in between.
 */
export function* inOrder<T>(
  items: readonly T[],
  compare: (a: T, b: T) => number,
): Generator<T | undefined, void> {
  /** The first stand last. */
  const parts: Part<T>[] = [{ items, isInOrder: false }]
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    if (part.isInOrder) for (const item of part.items) yield item
    else if (part.items.length <= AT_ONCE) for (const item of part.items.toSorted(compare)) yield item
    else {
      const middle = middleOf(part.items, compare)
      const before: T[] = []
      const alike: T[] = []
      const after: T[] = []
      let looks = 0
      for (const item of part.items) {
        const order = compare(item, middle)
        if (order < 0) before.push(item)
        else if (order > 0) after.push(item)
        else alike.push(item)
        if (++looks % AT_ONCE === 0) yield undefined
      }
      parts.push(
        { items: after, isInOrder: false },
        { items: alike, isInOrder: true },
        { items: before, isInOrder: false },
      )
    }
  }
}

/** One of them that about half of the others are before. */
function middleOf<T>(items: readonly T[], compare: (a: T, b: T) => number): T {
  const apart = Math.floor(items.length / SAMPLE)
  const sample = Array.from({ length: SAMPLE }, (_, n) => items[n * apart] as T)
  return sample.sort(compare)[SAMPLE >> 1] as T
}
