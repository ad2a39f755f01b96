type Order<T> = (a: T, b: T) => number

/** Up to this many changes are put in one by one: finding a place takes a few steps, and a copy is cheap. */
const FEW = 32

/**
 * A sorted list after some of it went and others came. The order is total. Few changes cost a copy of the list and a
 * few comparisons each; many, one pass over it.
 */
export function resorted<T>(
  sorted: readonly T[],
  gone: readonly T[],
  come: readonly T[],
  order: Order<T>,
): readonly T[] {
  if (gone.length === 0 && come.length === 0) return sorted
  if (sorted.length > FEW && gone.length + come.length <= FEW) return changed(sorted, gone, come, order)
  const left = new Set(gone)
  return merged(
    left.size === 0 ? sorted : sorted.filter((one) => !left.has(one)),
    come.toSorted(order),
    order,
  )
}

function changed<T>(sorted: readonly T[], gone: readonly T[], come: readonly T[], order: Order<T>): T[] {
  const list = [...sorted]
  for (const one of gone) {
    const at = placeOf(list, one, order)
    if (list[at] === one) list.splice(at, 1)
  }
  for (const one of come) list.splice(placeOf(list, one, order), 0, one)
  return list
}

/** Where the first that does not come before it stands. */
function placeOf<T>(list: readonly T[], one: T, order: Order<T>): number {
  let from = 0
  let to = list.length
  while (from < to) {
    const middle = (from + to) >>> 1
    if (order(list[middle] as T, one) < 0) from = middle + 1
    else to = middle
  }
  return from
}

/** Merges two sorted lists. */
function merged<T>(a: readonly T[], b: readonly T[], order: Order<T>): readonly T[] {
  if (b.length === 0) return a
  if (a.length === 0) return b
  const all: T[] = []
  let next = 0
  for (const one of a) {
    for (let other = b[next]; other !== undefined && order(other, one) < 0; other = b[++next]) all.push(other)
    all.push(one)
  }
  for (let other = b[next]; other !== undefined; other = b[++next]) all.push(other)
  return all
}
