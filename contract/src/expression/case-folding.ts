import { scan } from './named-classes.ts'
import { normal, type Runes } from './runes.ts'

/** Letters that have another case, and yet no counterpart when case is ignored: Turkish i with and without its dot. */
const ALONE = new Set([0x130, 0x131])

interface Folding {
  /** A letter and all that count as the same when case is ignored. */
  readonly orbits: ReadonlyMap<number, readonly number[]>
  /** All letters that have such an orbit, in order. */
  readonly letters: readonly number[]
}

let known: Folding | undefined

/** Unicode's simple folding, from what the platform knows of upper and lower case; read once, when it is first needed. */
function folding(): Folding {
  if (known !== undefined) return known
  const orbits = new Map<number, number[]>()
  const cased = scan('\\p{Changes_When_Casemapped}')
  for (const rune of each(cased)) {
    if (ALONE.has(rune)) continue
    const text = String.fromCodePoint(rune)
    for (const changed of [text.toLowerCase(), text.toUpperCase()]) {
      const other = changed.codePointAt(0) as number
      // What becomes several letters has no counterpart of its own.
      if (other === rune || String.fromCodePoint(other) !== changed) continue
      join(orbits, rune, other)
    }
  }
  known = { orbits, letters: [...orbits.keys()].sort((a, b) => a - b) }
  return known
}

function* each(runes: Runes): Generator<number> {
  for (let at = 0; at < runes.length; at += 2)
    for (let rune = runes[at] as number; rune <= (runes[at + 1] as number); rune++) yield rune
}

function join(orbits: Map<number, number[]>, a: number, b: number): void {
  const [ofA, ofB] = [orbits.get(a) ?? [a], orbits.get(b) ?? [b]]
  if (ofA === ofB) return
  const both = [...new Set([...ofA, ...ofB])].sort((x, y) => x - y)
  for (const rune of both) orbits.set(rune, both)
}

/** The set with all letters that count as one of it when case is ignored; `count` is told how many were looked at. */
export function foldedRunes(runes: Runes, count?: (letters: number) => void): Runes {
  const { orbits, letters } = folding()
  const pairs = [...runes]
  for (let at = 0; at < runes.length; at += 2) {
    const last = runes[at + 1] as number
    const from = indexFrom(letters, runes[at] as number)
    count?.(indexFrom(letters, last + 1) - from)
    for (let n = from; n < letters.length; n++) {
      const letter = letters[n] as number
      if (letter > last) break
      for (const same of orbits.get(letter) ?? []) pairs.push(same, same)
    }
  }
  return normal(pairs)
}

/** Index of the first that is no less. */
function indexFrom(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] as number) < value) low = middle + 1
    else high = middle
  }
  return low
}
