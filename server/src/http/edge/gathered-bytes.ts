/** Where copying begins: smaller bodies come in one piece, or few. */
const LEAST = 64 * 1024

const NOTHING = Buffer.alloc(0)

/**
 * Bytes that arrive in pieces. What they take is at most twice what they are, however small the pieces: each piece kept
 * as it came would cost a few hundred bytes besides its own.
 */
export class GatheredBytes {
  readonly #most: number
  #buffer: Buffer = NOTHING
  #length = 0

  /** No more than `most` will be added. */
  constructor(most: number) {
    this.#most = most
  }

  /** Bytes of memory. */
  get size(): number {
    return this.#buffer.length
  }

  add(piece: Buffer): void {
    const length = this.#length + piece.length
    if (this.#length === 0) this.#buffer = piece
    else {
      if (length > this.#buffer.length) this.#grow(length)
      piece.copy(this.#buffer, this.#length)
    }
    this.#length = length
  }

  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length)
  }

  clear(): void {
    this.#buffer = NOTHING
    this.#length = 0
  }

  #grow(least: number): void {
    const wanted = Math.max(least, LEAST, Math.min(this.#buffer.length * 2, this.#most))
    const larger = Buffer.allocUnsafeSlow(wanted)
    this.#buffer.copy(larger, 0, 0, this.#length)
    this.#buffer = larger
  }
}
