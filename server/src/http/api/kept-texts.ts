/** What was made last for each key, as far as there is room; what was made longest ago goes first. */
export class KeptTexts<T> {
  readonly #most: number
  readonly #texts = new Map<string, { readonly text: T; readonly bytes: number }>()
  #bytes = 0

  constructor(mostBytes: number) {
    this.#most = mostBytes
  }

  get(key: string): T | undefined {
    return this.#texts.get(key)?.text
  }

  /** The newest is kept whatever its size. */
  set(key: string, text: T, bytes: number): void {
    this.#forget(key)
    this.#texts.set(key, { text, bytes })
    this.#bytes += bytes
    for (const oldest of this.#texts.keys()) {
      if (this.#bytes <= this.#most || oldest === key) return
      this.#forget(oldest)
    }
  }

  #forget(key: string): void {
    this.#bytes -= this.#texts.get(key)?.bytes ?? 0
    this.#texts.delete(key)
  }
}
