/** A set of code points: pairs of first and last, in order, without overlap. */
export type Runes = readonly number[]

export const MOST_RUNE = 0x10ffff
export const ANY: Runes = [0, MOST_RUNE]
const BAD_RUNE = 0xfffd

/** Code point at a place of a text; half a pair counts as the sign that stands for broken text, as Go reads it. */
export function runeAt(text: string, at: number): number {
  const rune = text.codePointAt(at) as number
  return rune >= 0xd800 && rune <= 0xdfff ? BAD_RUNE : rune
}

/** How many units of a text this code point takes. */
export function unitsOf(rune: number): number {
  return rune > 0xffff ? 2 : 1
}

export function has(runes: Runes, rune: number): boolean {
  let [low, high] = [0, runes.length / 2 - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    if (rune < (runes[2 * middle] as number)) high = middle - 1
    else if (rune > (runes[2 * middle + 1] as number)) low = middle + 1
    else return true
  }
  return false
}

/** Pairs in any order as a set. */
export function normal(pairs: readonly number[]): Runes {
  if (pairs.length <= 2) return pairs
  const ranges: [number, number][] = []
  for (let at = 0; at < pairs.length; at += 2) ranges.push([pairs[at] as number, pairs[at + 1] as number])
  ranges.sort(([a], [b]) => a - b)
  const runes: number[] = []
  for (const [first, last] of ranges) {
    const end = runes.length - 1
    if (end > 0 && first <= (runes[end] as number) + 1) runes[end] = Math.max(runes[end] as number, last)
    else runes.push(first, last)
  }
  return runes
}

/** All that are not in it. */
export function others(runes: Runes): Runes {
  const rest: number[] = []
  let next = 0
  for (let at = 0; at < runes.length; at += 2) {
    const first = runes[at] as number
    if (first > next) rest.push(next, first - 1)
    next = (runes[at + 1] as number) + 1
  }
  if (next <= MOST_RUNE) rest.push(next, MOST_RUNE)
  return rest
}
