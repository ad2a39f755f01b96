/** The smallest of any number of numbers; Infinity when there are none. `Math.min(...them)` would put all on the stack. */
export function smallest(numbers: Iterable<number>): number {
  let least = Number.POSITIVE_INFINITY
  for (const number of numbers) if (number < least) least = number
  return least
}

/** The largest of any number of numbers; -Infinity when there are none. */
export function largest(numbers: Iterable<number>): number {
  let most = Number.NEGATIVE_INFINITY
  for (const number of numbers) if (number > most) most = number
  return most
}
