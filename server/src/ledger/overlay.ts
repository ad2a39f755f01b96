/**
 * Staged values of one kind, laid over those of the group before, while that is on its way to the disk, and over the
 * committed ones. Undefined is staged for what is forgotten.
 */
export class Overlay<T> {
  readonly staged = new Map<string, T | undefined>()
  readonly #committed: Map<string, T>
  readonly #keyOf: (one: T) => string
  #below: Overlay<T> | undefined

  constructor(committed: Map<string, T>, below: Overlay<T> | undefined, keyOf: (one: T) => string) {
    this.#committed = committed
    this.#below = below
    this.#keyOf = keyOf
  }

  get(key: string): T | undefined {
    const staged = this.staged.get(key)
    if (staged !== undefined || this.staged.has(key)) return staged
    return this.#below === undefined ? this.#committed.get(key) : this.#below.get(key)
  }

  /** As it was before this group. */
  before(key: string): T | undefined {
    return this.#below === undefined ? this.#committed.get(key) : this.#below.get(key)
  }

  *values(): Generator<T> {
    for (const one of this.#below?.values() ?? this.#committed.values())
      if (!this.staged.has(this.#keyOf(one))) yield one
    for (const one of this.staged.values()) if (one !== undefined) yield one
  }

  put(one: T): void {
    this.staged.set(this.#keyOf(one), one)
  }

  forget(key: string): void {
    this.staged.set(key, undefined)
  }

  /** The group before has become part of the committed ones. */
  land(): void {
    this.#below = undefined
  }

  /** What is kept, and the keys of what is forgotten. */
  changes(): [T[], string[]] {
    const kept: T[] = []
    const forgotten: string[] = []
    for (const [key, value] of this.staged) {
      if (value === undefined) forgotten.push(key)
      else kept.push(value)
    }
    return [kept, forgotten]
  }

  /** Lays the changes into the committed ones. */
  settle(): void {
    for (const [key, value] of this.staged) {
      if (value === undefined) this.#committed.delete(key)
      else this.#committed.set(key, value)
    }
  }
}
