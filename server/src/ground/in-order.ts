import { sorted } from './sorted.ts'

/** So few items are sorted, and so many compared, in one step. */
const AT_ONCE = 512
/** So many say which of them all stands in the middle. */
const SAMPLE = 31
/** What was parted so often is made up against that: it is sorted. */
const MOST_PARTINGS = 32

interface Part<T> {
  readonly items: readonly T[]
  readonly isInOrder: boolean
  readonly partings: number
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
  const parts: Part<T>[] = [{ items, isInOrder: false, partings: 0 }]
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    if (part.isInOrder) for (const item of part.items) yield item
    else if (part.items.length <= AT_ONCE) for (const item of part.items.toSorted(compare)) yield item
    else if (part.partings === MOST_PARTINGS) {
      const steps = sorted(part.items, compare)
      let step = steps.next()
      for (; step.done !== true; step = steps.next()) yield undefined
      yield* step.value
    } else {
      const partings = part.partings + 1
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
        { items: after, isInOrder: false, partings },
        { items: alike, isInOrder: true, partings },
        { items: before, isInOrder: false, partings },
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
