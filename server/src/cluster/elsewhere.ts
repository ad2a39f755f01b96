import { type Askers, readAskers } from './node-report.ts'

/** What is counted of each who asks. */
export type Counted = keyof Askers

/** As an asker is named among servers. */
export function keyOf(kind: 'address' | 'principal', key: string): string {
  return `${kind} ${key}`
}

/**
 * How many streams and waiting polls each who asks has at other servers, as those said last. Read anew only of a server
 * whose words are others: they may be long.
 */
export class Elsewhere {
  readonly #read = new Map<string, { readonly text: string; readonly askers: Askers | undefined }>()

  /** The servers that are there, but for this one. */
  take(others: readonly { readonly id: string; readonly askers: string }[]): void {
    const there = new Set(others.map(({ id }) => id))
    for (const id of this.#read.keys()) if (!there.has(id)) this.#read.delete(id)
    for (const { id, askers: text } of others) {
      if (this.#read.get(id)?.text === text) continue
      this.#read.set(id, { text, askers: readAskers(text) })
    }
  }

  count(what: Counted, key: string): number {
    let sum = 0
    for (const { askers } of this.#read.values()) sum += ownOf(askers?.[what], key)
    return sum
  }
}

/** Names come from outside, and may be those of what every object has. */
function ownOf(counts: Readonly<Record<string, number>> | undefined, key: string): number {
  return counts !== undefined && Object.hasOwn(counts, key) ? (counts[key] ?? 0) : 0
}
