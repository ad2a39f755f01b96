import type { Millis } from '@watchfloor/contract'
import { clipped } from './clipped.ts'
import type { Finding } from './rows.ts'

/** So long after the last request under a name the row still shows it. */
const SHOWN_MS = 10 * 60_000
/** Names that are shown; of any more it is only said that there are. */
const MOST_NAMES = 5
/** The longest name that DNS knows. */
const MOST_CHARACTERS = 253

interface Asked {
  readonly by: string
  at: Millis
}

/**
 * Remembers under which names this server was asked for that it does not answer to: somebody's alerts are not arriving,
 * and a setting mends it. Names that came first stay for as long as they are asked for, so that a flood of others
 * neither pushes them out nor changes the row.
 */
export class StrangeNames {
  readonly #names = new Map<string, Asked>()
  #othersAt: Millis | undefined
  #wasTold = false

  /** Answers true when it was not known: worth a line in the log. */
  refused(name: string, by: string, now: Millis): boolean {
    this.#forget(now)
    const short = name.slice(0, MOST_CHARACTERS).toWellFormed()
    const known = this.#names.get(short)
    if (known !== undefined) {
      known.at = now
      return false
    }
    if (this.#names.size >= MOST_NAMES) {
      const isFirst = this.#othersAt === undefined
      this.#othersAt = now
      return isFirst
    }
    this.#names.set(short, { by: clipped(by), at: now })
    return true
  }

  /** There is no row before the first refusal. */
  rows(now: Millis): readonly Finding[] {
    this.#forget(now)
    const row = { component: 'Host names', kind: 'server' as const, quiet: false }
    if (this.#names.size > 0) {
      this.#wasTold = true
      const asked = [...this.#names].map(([name, { by }]) => `${JSON.stringify(name)} (${by})`)
      const others = this.#othersAt === undefined ? '' : ' and more'
      const message = `requests were refused because they asked for ${asked.join(', ')}${others}; add the name to the setting hosts if it is this server’s`
      return [{ ...row, status: 'degraded', message }]
    }
    return this.#wasTold ? [{ ...row, status: 'healthy' }] : []
  }

  #forget(now: Millis): void {
    for (const [name, { at }] of this.#names) if (now - at >= SHOWN_MS) this.#names.delete(name)
    if (this.#othersAt !== undefined && now - this.#othersAt >= SHOWN_MS) this.#othersAt = undefined
  }
}
