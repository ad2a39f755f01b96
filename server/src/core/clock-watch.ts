import type { Millis } from '@watchfloor/contract'
import type { Clock } from '../ground/clock.ts'
import { Standstills } from '../ground/standstills.ts'

/** It looks so often. */
export const LOOK_EVERY_MS = 1_000

/** Wall and monotonic clock may differ by this much between two looks; more is a jump or a sleep (S4). */
const JUMP_MS = 5_000

/**
 * Knows until when deadlines must not fire (S4): from a start, a resume, a clock jump, or an outage of ingest,
 * until the resolve timeout has passed. While this process did not run, senders could not be heard.
 */
export class ClockWatch {
  readonly #clock: Clock
  readonly #grace: Millis
  #wall: Millis
  #monotonic: Millis
  #holdUntil: Millis
  readonly #standstills: Standstills
  #isHearing = false
  /** The same by another server that shares the store. */
  #alsoUntil: Millis = 0

  constructor(clock: Clock, grace: Millis) {
    this.#clock = clock
    this.#grace = grace
    this.#wall = clock.now()
    this.#monotonic = clock.monotonic()
    this.#holdUntil = this.#wall + grace
    this.#standstills = new Standstills(clock.monotonic, LOOK_EVERY_MS)
  }

  /** How much of the time since then, by the monotonic clock, this process stood still. */
  stoodStillSince(at: Millis): Millis {
    return this.#standstills.since(at)
  }

  /**
   * This process just stood still, and what came meanwhile is heard only by the next look: nobody may be judged by their
   * silence. No two looks in a row say so, and a machine that is always busy still judges.
   */
  isHearing(): boolean {
    return this.#isHearing || this.#standstills.since(this.#monotonic) > 0
  }

  get holdUntil(): Millis {
    return Math.max(this.#holdUntil, this.#alsoUntil)
  }

  /** As far as it is this server's own to say. */
  get ownHoldUntil(): Millis {
    return this.#holdUntil
  }

  /** Another server that shares the store could not listen: the deadlines that pass here are its senders' too. */
  holdAlso(until: Millis): void {
    this.#alsoUntil = until
  }

  /** Ingest was not working at this moment, here or at a server that vanished. */
  hold(): void {
    this.#holdUntil = this.#clock.now() + this.#grace
  }

  /** Looks at both clocks; to be called every second. Answers the jump, ms, when there was one. */
  look(): Millis | undefined {
    const wall = this.#clock.now()
    const monotonic = this.#clock.monotonic()
    const walled = wall - this.#wall
    const passed = monotonic - this.#monotonic
    this.#isHearing = !this.#isHearing && this.#standstills.since(this.#monotonic) > 0
    this.#standstills.look()
    this.#wall = wall
    this.#monotonic = monotonic
    const jump = Math.abs(walled - passed) > JUMP_MS ? walled - passed : passed > JUMP_MS ? passed : undefined
    if (jump !== undefined) this.hold()
    return jump
  }
}
