/** What is committed of one kind, by its keys. */
type Committed<T> = Pick<ReadonlyMap<string, T>, 'get'> & { readonly values: () => Iterable<T> }

/**
 * Staged values of one kind, laid over those of the group before, while that is on its way to the disk, and over the
 * committed ones. Null is staged for what is forgotten. Every alert comes through here: `forEach` makes no pair of its
 * key and value.
 */
export class Overlay<T> {
  #staged: Map<string, T | null> | undefined
  readonly #committed: Committed<T>
  readonly #keyOf: (one: T) => string
  #below: Overlay<T> | undefined

  constructor(committed: Committed<T>, below: Overlay<T> | undefined, keyOf: (one: T) => string) {
    this.#committed = committed
    this.#below = below
    this.#keyOf = keyOf
  }

  get staged(): ReadonlyMap<string, T | null> {
    return this.#staged ?? NOTHING
  }

  /** Keys of what is staged here, and in the group before. */
  get changed(): ReadonlySet<string> {
    const below = this.#below?.staged ?? NOTHING
    return this.staged.size + below.size === 0 ? NO_KEYS : new Set([...below.keys(), ...this.staged.keys()])
  }

  get(key: string): T | undefined {
    const staged = this.#staged?.get(key)
    return staged === undefined ? this.before(key) : (staged ?? undefined)
  }

  /** As it was before this group. */
  before(key: string): T | undefined {
    return this.#below === undefined ? this.#committed.get(key) : this.#below.get(key)
  }

  *values(): Generator<T> {
    for (const one of this.#below?.values() ?? this.#committed.values())
      if (!this.staged.has(this.#keyOf(one))) yield one
    for (const one of this.staged.values()) if (one !== null) yield one
  }

  put(one: T): void {
    this.#stage(this.#keyOf(one), one)
  }

  forget(key: string): void {
    this.#stage(key, null)
  }

  /** The group before has become part of the committed ones. */
  land(): void {
    this.#below = undefined
  }

  /** What is kept, and the keys of what is forgotten. */
  changes(): [T[], string[]] {
    const kept: T[] = []
    const forgotten: string[] = []
    this.staged.forEach((value, key) => {
      if (value === null) forgotten.push(key)
      else kept.push(value)
    })
    return [kept, forgotten]
  }

  /** Lays the changes into the committed ones. */
  settleInto(committed: Map<string, T>): void {
    this.staged.forEach((value, key) => {
      if (value === null) committed.delete(key)
      else committed.set(key, value)
    })
  }

  #stage(key: string, value: T | null): void {
    this.#staged ??= new Map()
    this.#staged.set(key, value)
  }
}

const NOTHING: ReadonlyMap<string, never> = new Map<string, never>()
const NO_KEYS: ReadonlySet<string> = new Set()
