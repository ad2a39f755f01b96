import type { Runes } from './runes.ts'
import { runeAt, unitsOf } from './runes.ts'

/** Why an expression is none, or is one that costs too much. Thrown by the parts of the parser, and caught where it begins. */
export class Refusal extends Error {}

/** RE2's words for a mistake, with the piece of the expression where it is. */
export function mistake(words: string, piece: string): Refusal {
  const short = piece.length > 100 ? `${piece.slice(0, 100)}…` : piece
  return new Refusal(`does not compile as RE2: ${words}: \`${short}\``)
}

/** The text of an expression and the place that reading has come to. */
export class Reading {
  readonly text: string
  at = 0
  #places: number

  /** `places`: how many the expression may have, see `MOST_PLACES`. */
  constructor(text: string, places: number) {
    this.text = text
    this.#places = places
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length
  }

  looksAt(piece: string): boolean {
    return this.text.startsWith(piece, this.at)
  }

  /** The sign here, without taking it; undefined at the end. */
  peek(): string | undefined {
    return this.text[this.at]
  }

  /** Takes one code point. */
  next(): number {
    const rune = runeAt(this.text, this.at)
    this.at += unitsOf(rune)
    return rune
  }

  since(from: number): string {
    return this.text.slice(from, this.at)
  }

  /** Classes with many ranges take as much room as many signs. */
  charge(runes: Runes): Runes {
    this.chargePlaces(runes.length >> 1)
    return runes
  }

  chargePlaces(count: number): void {
    this.#places -= count
    if (this.#places < 0) throw new Refusal('is refused: its classes of signs are too large together')
  }
}
