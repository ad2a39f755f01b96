/**
 * A long text that is made once for all who ask meanwhile: each reads what there is, and the rest as it grows. It stays,
 * to be read again.
 */
export class GrowingText {
  readonly #buffers: Buffer[] = []
  #bytes = 0
  #isWhole = false
  #grown = Promise.withResolvers<void>()

  constructor() {
    // Perhaps nobody waits.
    this.#grown.promise.catch(() => undefined)
  }

  /** How much there is of it. */
  get bytes(): number {
    return this.#bytes
  }

  get isWhole(): boolean {
    return this.#isWhole
  }

  /** All of it, as far as it is there. */
  get buffers(): readonly Buffer[] {
    return this.#buffers
  }

  add(buffer: Buffer): void {
    this.#buffers.push(buffer)
    this.#bytes += buffer.length
    this.#told()
  }

  end(): void {
    this.#isWhole = true
    this.#grown.resolve()
  }

  /** Nothing more comes of it: whoever reads it hears why. */
  fail(error: unknown): void {
    this.#grown.reject(error)
  }

  /** Resolves when there are so many bytes of it, or all; rejects when it failed. */
  async reaches(bytes: number): Promise<void> {
    while (!this.#isWhole && this.#bytes < bytes) await this.#grown.promise
  }

  /** All of it, piece by piece, as it grows; throws when it failed. */
  async *pieces(): AsyncGenerator<Buffer, void> {
    for (let n = 0; ; n++) {
      while (n >= this.#buffers.length) {
        if (this.#isWhole) return
        await this.#grown.promise
      }
      yield this.#buffers[n] as Buffer
    }
  }

  #told(): void {
    const { resolve } = this.#grown
    this.#grown = Promise.withResolvers()
    this.#grown.promise.catch(() => undefined)
    resolve()
  }
}
