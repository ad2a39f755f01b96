import { isGoingOn } from '@watchfloor/contract'
import { inhibit } from './inhibit.ts'
import type { Stage } from './stage.ts'

/** Something that follows for many alerts, and is right whenever it is done: it looks at what is there by then. */
export interface Spread {
  /** One of a key is enough: what is to be done later for it is done once. */
  readonly key: string
  /** Fingerprints of the alerts that it may concern, or how a stage finds them. */
  readonly of: readonly string[] | ((stage: Stage) => Iterable<string>)
  readonly effect: (stage: Stage, fingerprint: string) => void
}

/** What a rule's source does when it begins or ends: all that may be inhibited by it are looked at. */
export function toTargets(rule: number, key: string): Spread {
  return {
    key: `inhibit ${rule} ${key}`,
    of: (stage) => stage.targets(rule, key),
    effect: (stage, fingerprint) => {
      const target = stage.alert(fingerprint)
      if (target !== undefined && isGoingOn(target)) inhibit(stage, target)
    },
  }
}

/** Alerts that one group looks at for such effects, and the events that come of them. */
const MOST_LOOKED = 1_000
const MOST_EVENTS = 250

/**
 * Does what follows for many alerts, as far as the group of its cause may hold: its events are one transaction, and one
 * turn of the loop. The rest is left for groups of its own.
 */
export class Spreading {
  readonly #stage: Stage
  readonly #later = new Map<string, Spread>()
  #looked = 0
  #events = 0

  constructor(stage: Stage) {
    this.#stage = stage
  }

  /** What this group left, by key. */
  get later(): ReadonlyMap<string, Spread> {
    return this.#later
  }

  do(spread: Spread): void {
    if (this.#isFull || this.#later.has(spread.key)) {
      this.#later.set(spread.key, spread)
      return
    }
    const { of } = spread
    const iterator = (typeof of === 'function' ? of(this.#stage) : of)[Symbol.iterator]()
    for (let next = iterator.next(); next.done !== true; next = iterator.next()) {
      if (this.#isFull) {
        const rest = [next.value]
        for (let more = iterator.next(); more.done !== true; more = iterator.next()) rest.push(more.value)
        this.#later.set(spread.key, { ...spread, of: rest })
        return
      }
      const before = this.#stage.events.length
      spread.effect(this.#stage, next.value)
      this.#looked++
      this.#events += this.#stage.events.length - before
    }
  }

  get #isFull(): boolean {
    return this.#looked >= MOST_LOOKED || this.#events >= MOST_EVENTS
  }
}
