import type { Chunk } from './chunk.ts'

const KEPT_BYTES = 16 * 1024 * 1024

/** The newest replayed chunks: after a restart thousands of readers come back to about the same cursor. */
export class ChunkMemo {
  readonly #chunks = new Map<string, Chunk>()
  #bytes = 0

  get(key: string): Chunk | undefined {
    return this.#chunks.get(key)
  }

  set(key: string, chunk: Chunk): void {
    const before = this.#chunks.get(key)
    if (before !== undefined) this.#bytes -= weight(before)
    this.#chunks.set(key, chunk)
    this.#bytes += weight(chunk)
    for (const [oldest, old] of this.#chunks) {
      if (this.#bytes <= KEPT_BYTES || old === chunk) break
      this.#chunks.delete(oldest)
      this.#bytes -= weight(old)
    }
  }
}

/** The events' JSON as text, and as bytes in usually one framing; an empty chunk weighs something too. */
function weight(chunk: Chunk): number {
  return 512 + chunk.size * 2
}
