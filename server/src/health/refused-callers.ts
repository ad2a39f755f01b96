import type { Millis } from '@watchfloor/contract'
import type { Finding } from './rows.ts'

/** So often within `SHOWN_MS` it is no accident any more. */
const MANY = 20
/** So long after the last refusal it is still shown, and as often it is said in the log. */
const SHOWN_MS = 10 * 60_000
/** Networks that are shown; of any more it is only said that there are. */
const MOST_SHOWN = 5
const MOST_REMEMBERED = 1_000
/** Lines for all together in `SHOWN_MS`, wherever they come from. */
const MOST_LINES = 50

interface Caller {
  times: number
  at: Millis
  saidAt: Millis
}

/**
 * Remembers from where credentials come that are not good: somebody's alerts are not arriving, or somebody guesses.
 * Whoever carries nothing at all only came without having signed in.
 */
export class RefusedCallers {
  /** By network; those who came last stand at the end. */
  readonly #callers = new Map<string, Caller>()
  #wasTold = false
  #lines = { since: Number.NEGATIVE_INFINITY, count: 0 }

  /** Answers how often it was so far when that is worth a line in the log. */
  refused(network: string, now: Millis): number | undefined {
    const caller = this.#callers.get(network) ?? { times: 0, at: now, saidAt: Number.NEGATIVE_INFINITY }
    this.#callers.delete(network)
    if (now - caller.at >= SHOWN_MS) caller.times = 0
    this.#callers.set(network, caller)
    const [oldest] = this.#callers.keys()
    if (this.#callers.size > MOST_REMEMBERED && oldest !== undefined) this.#callers.delete(oldest)
    caller.times++
    caller.at = now
    if (caller.times !== 1 && (caller.times < MANY || now - caller.saidAt < SHOWN_MS)) return undefined
    caller.saidAt = caller.times === 1 ? caller.saidAt : now
    if (now - this.#lines.since >= SHOWN_MS) this.#lines = { since: now, count: 0 }
    this.#lines.count++
    return this.#lines.count > MOST_LINES ? undefined : caller.times
  }

  /** There is no row before the first that came often. */
  rows(now: Millis): readonly Finding[] {
    const often = [...this.#callers].filter(([, { times, at }]) => times >= MANY && now - at < SHOWN_MS)
    const row = { component: 'Refused callers', kind: 'server' as const, quiet: false }
    if (often.length === 0) return this.#wasTold ? [{ ...row, status: 'healthy' }] : []
    this.#wasTold = true
    // In an order that does not change with every request.
    const networks = often.map(([network]) => network).toSorted()
    const others = networks.length > MOST_SHOWN ? ' and more' : ''
    const message = `credentials that are not good come again and again from ${networks.slice(0, MOST_SHOWN).join(', ')}${others}: a sender or a desk whose token has ended, or somebody who guesses; the server’s log says why they are refused`
    return [{ ...row, status: 'degraded', message }]
  }
}
