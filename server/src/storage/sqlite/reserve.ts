import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, openSync, rmSync, statSync, writeSync } from 'node:fs'

const BLOCK = 1_048_576

/**
 * A file that keeps room on the disk. It is given up when the disk is full, so that checkpoints can be made and old
 * history deleted; only when it could be laid again is there room to go on (S13).
 */
export class Reserve {
  readonly #file: string
  readonly #bytes: number
  #isLaid: boolean

  /** No bytes: there is no reserve, and it counts as laid. */
  constructor(file: string, bytes: number) {
    this.#file = file
    this.#bytes = bytes
    this.#isLaid = bytes === 0 || this.lay()
  }

  get isLaid(): boolean {
    return this.#isLaid
  }

  /** Answers whether there was room. The bytes are random because some disks store zeros in no space at all. */
  lay(): boolean {
    if (this.#bytes === 0 || statSync(this.#file, { throwIfNoEntry: false })?.size === this.#bytes) {
      this.#isLaid = true
      return true
    }
    try {
      const handle = openSync(this.#file, 'w')
      try {
        const block = randomBytes(Math.min(BLOCK, this.#bytes))
        for (let left = this.#bytes; left > 0; )
          left -= writeSync(handle, block, 0, Math.min(block.length, left))
        fsyncSync(handle)
      } finally {
        closeSync(handle)
      }
      this.#isLaid = true
    } catch {
      this.release()
    }
    return this.#isLaid
  }

  release(): void {
    if (this.#bytes === 0) return
    rmSync(this.#file, { force: true })
    this.#isLaid = false
  }
}
