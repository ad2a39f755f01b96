import type { Steps } from './steps.ts'

/** So many items are sorted, or so many comparisons made, in one step. */
const AT_ONCE = 512

/** The items in order, equal ones as they stood; a sort that others can come in between. */
export function* sorted<T>(items: readonly T[], compare: (a: T, b: T) => number): Steps<T[]> {
  let runs: T[][] = []
  for (let from = 0; from < items.length; from += AT_ONCE) {
    runs.push(items.slice(from, from + AT_ONCE).sort(compare))
    yield
  }
  while (runs.length > 1) {
    const longer: T[][] = []
    for (let n = 0; n < runs.length; n += 2) {
      const [left, right] = [runs[n] as T[], runs[n + 1]]
      longer.push(right === undefined ? left : yield* merged(left, right, compare))
    }
    runs = longer
  }
  return runs[0] ?? []
}

function* merged<T>(left: readonly T[], right: readonly T[], compare: (a: T, b: T) => number): Steps<T[]> {
  const all: T[] = []
  let [l, r] = [0, 0]
  while (l < left.length && r < right.length) {
    const isRight = compare(left[l] as T, right[r] as T) > 0
    all.push((isRight ? right[r++] : left[l++]) as T)
    if (all.length % AT_ONCE === 0) yield
  }
  for (; l < left.length; l++) all.push(left[l] as T)
  for (; r < right.length; r++) all.push(right[r] as T)
  yield
  return all
}
