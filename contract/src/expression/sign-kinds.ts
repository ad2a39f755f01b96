import { MOST_RUNE, type Runes } from './runes.ts'

/** Beyond this much comparing, each stretch between two bounds is a kind of its own, which is as right and takes more room. */
const MOST_COMPARED = 200_000

/** Signs that no part of an expression tells apart are of one kind. */
export interface SignKinds {
  readonly count: number
  readonly kindOf: (rune: number) => number
  /** The kinds of the first 128. */
  readonly near: readonly number[]
  /** One sign of each kind. */
  readonly samples: readonly number[]
}

export function signKinds(sets: readonly Runes[]): SignKinds {
  const bounds = new Set([0])
  for (const runes of sets) {
    for (let at = 0; at < runes.length; at += 2) {
      bounds.add(runes[at] as number)
      if ((runes[at + 1] as number) < MOST_RUNE) bounds.add((runes[at + 1] as number) + 1)
    }
  }
  const starts = [...bounds].sort((a, b) => a - b)
  const kinds = toldApart(starts, sets) ?? starts.map((_, n) => n)
  const samples: number[] = []
  for (const [n, kind] of kinds.entries()) samples[kind] ??= starts[n] as number
  const near = Array.from({ length: 128 }, (_, rune) => kinds[lastUpTo(starts, rune)] as number)
  const kindOf = (rune: number): number => near[rune] ?? (kinds[lastUpTo(starts, rune)] as number)
  return { count: samples.length, kindOf, near, samples }
}

/** By stretch: its kind. Undefined when that takes too long. */
function toldApart(starts: readonly number[], sets: readonly Runes[]): number[] | undefined {
  const kinds = starts.map(() => 0)
  let count = 1
  let compared = 0
  for (const runes of sets) {
    const renamed = new Map<number, number>()
    for (let at = 0; at < runes.length; at += 2) {
      const last = runes[at + 1] as number
      for (let n = lastUpTo(starts, runes[at] as number); n < starts.length; n++) {
        if ((starts[n] as number) > last) break
        if (++compared > MOST_COMPARED) return undefined
        const kind = kinds[n] as number
        if (!renamed.has(kind)) renamed.set(kind, count++)
        kinds[n] = renamed.get(kind) as number
      }
    }
  }
  const numbers = new Map<number, number>()
  return kinds.map((kind) => {
    if (!numbers.has(kind)) numbers.set(kind, numbers.size)
    return numbers.get(kind) as number
  })
}

/** Index of the last that is no more. */
function lastUpTo(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((sorted[middle] as number) <= value) low = middle
    else high = middle - 1
  }
  return low
}
