import { bytesOf, type Holding } from '../alerts/budget.ts'
import type { AlertRecord } from '../alerts/record.ts'

/** Nobody is known to have opened a life that an earlier version stored. */
const NOBODY = ''
const NOTHING: Holding = { alerts: 0, bytes: 0 }

/** How many alerts fire and how large they are, in all and by who opened their life; of a layer, what it changes. */
export class Holdings {
  #all: Holding = NOTHING
  readonly #bySender = new Map<string, Holding>()

  get all(): Holding {
    return this.#all
  }

  of(sender: string): Holding {
    return this.#bySender.get(sender) ?? NOTHING
  }

  /** An alert is kept in the place of what it was before; undefined is none. */
  replace(before: AlertRecord | undefined, after: AlertRecord | undefined): void {
    if (before?.status === after?.status && before?.annotations === after?.annotations) return
    if (before?.status === 'firing') this.#add(before, -1)
    if (after?.status === 'firing') this.#add(after, 1)
  }

  /** What another one holds comes to it. */
  take(other: Holdings): void {
    this.#all = sum(this.#all, other.#all)
    for (const [sender, held] of other.#bySender) this.#put(sender, sum(this.of(sender), held))
  }

  #add({ labels, annotations, opener = NOBODY }: AlertRecord, by: 1 | -1): void {
    const one = { alerts: by, bytes: by * bytesOf(labels, annotations) }
    this.#all = sum(this.#all, one)
    this.#put(opener, sum(this.of(opener), one))
  }

  #put(sender: string, held: Holding): void {
    if (held.alerts === 0 && held.bytes === 0) this.#bySender.delete(sender)
    else this.#bySender.set(sender, held)
  }
}

export function sum(a: Holding, b: Holding): Holding {
  return { alerts: a.alerts + b.alerts, bytes: a.bytes + b.bytes }
}
