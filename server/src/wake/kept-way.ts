import type { Millis } from '@watchfloor/contract'
import type { Clock, Timers } from '../ground/clock.ts'
import { reasonOf } from '../ground/reason-of.ts'
import type { Way, WayMaker } from './way.ts'

const FIRST_PAUSE: Millis = 250
const LONGEST_PAUSE: Millis = 2_000

export interface KeptWayParts {
  readonly maker: WayMaker
  readonly clock: Pick<Clock, 'monotonic'>
  readonly timers: Timers
  readonly random: () => number
  readonly heard: (message: string) => void
  /** It could not be opened, or was lost; another is opened by itself. */
  readonly onTrouble: (reason: string) => void
}

/**
 * A way that is opened again whenever it is lost. Whoever sends never waits: of each kind of message only the newest is
 * kept, and one is on its way at a time, so that a way that takes nothing costs no memory.
 */
export class KeptWay {
  readonly #parts: KeptWayParts
  #way: Way | undefined
  #openedAt: Millis = 0
  #failures = 0
  /** By kind. */
  readonly #waiting = new Map<string, string>()
  /** The one that takes a message now. */
  #busy: Way | undefined
  #stopPause: (() => void) | undefined
  #opening: Promise<void> | undefined
  #isClosed = false

  constructor(parts: KeptWayParts) {
    this.#parts = parts
    this.#opening = this.#open()
  }

  /** Since when it is open, by the monotonic clock. */
  get openSince(): Millis | undefined {
    return this.#way === undefined ? undefined : this.#openedAt
  }

  send(kind: string, message: string): void {
    this.#waiting.set(kind, message)
    void this.#sendWaiting()
  }

  /** It works: what failed before says nothing of the next attempt. */
  proven(): void {
    this.#failures = 0
  }

  /** Gives up the way that is open, and opens another. */
  giveUp(reason: string): void {
    const way = this.#way
    if (way !== undefined) this.#lost(way, new Error(reason))
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#stopPause?.()
    await this.#opening
    await this.#way?.close()
    this.#way = undefined
  }

  async #open(): Promise<void> {
    let way: Way | undefined
    let early: { readonly error: unknown } | undefined
    try {
      way = await this.#parts.maker.open(this.#parts.heard, (error) => {
        if (way === undefined) early = { error }
        else this.#lost(way, error)
      })
    } catch (error) {
      early = { error }
    }
    if (this.#isClosed) return void (await way?.close())
    this.#way = way
    this.#openedAt = this.#parts.clock.monotonic()
    if (early !== undefined) this.#lost(way, early.error)
    else void this.#sendWaiting()
  }

  #lost(way: Way | undefined, error: unknown): void {
    if (this.#isClosed || way !== this.#way) return
    this.#way = undefined
    void way?.close()
    this.#parts.onTrouble(reasonOf(error))
    const pause = Math.min(FIRST_PAUSE * 2 ** this.#failures++, LONGEST_PAUSE)
    // Servers that lost it together do not come back together.
    this.#stopPause = this.#parts.timers.after(pause * (0.5 + this.#parts.random() / 2), () => {
      this.#opening = this.#open()
    })
  }

  async #sendWaiting(): Promise<void> {
    const way = this.#way
    if (way === undefined || this.#busy === way) return
    this.#busy = way
    // One that was lost may never answer; whoever comes after it does not wait for that.
    while (this.#way === way) {
      const [next] = this.#waiting
      if (next === undefined) break
      this.#waiting.delete(next[0])
      try {
        await way.send(next[1])
      } catch (error) {
        this.#lost(way, error)
      }
    }
    if (this.#busy === way) this.#busy = undefined
  }
}
