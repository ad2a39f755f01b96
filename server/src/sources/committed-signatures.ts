import type { Millis } from '@watchfloor/contract'
import { TOLERANCE_MS } from './webhook-signature.ts'

/** A message whose time may be ahead of ours is good for so long; after that its time alone refuses it. */
const GOOD_MS = 2 * TOLERANCE_MS
/** So many are remembered; only who knows the secret can make one be. */
const MOST = 10_000

/**
 * Signatures of messages that are on disk, each over the message and the second of its signing. The same signature
 * again is the same message again: a sender that heard no answer, or somebody who recorded it.
 */
export class CommittedSignatures {
  /** When they came, oldest first. */
  readonly #at = new Map<string, Millis>()

  has(signature: string, now: Millis): boolean {
    this.#forget(now)
    return this.#at.has(signature)
  }

  add(signature: string, now: Millis): void {
    this.#forget(now)
    this.#at.set(signature, now)
  }

  #forget(now: Millis): void {
    for (const [signature, at] of this.#at) {
      if (this.#at.size <= MOST && now - at < GOOD_MS) return
      this.#at.delete(signature)
    }
  }
}
