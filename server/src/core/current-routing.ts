import { isGoingOn } from '@watchfloor/contract'
import type { Routing } from '../alertmanager/routing.ts'
import type { AlertRecord } from '../alerts/record.ts'
import { reroute } from '../alerts/reroute.ts'
import type { Clock } from '../ground/clock.ts'
import type { Pace } from '../ground/pace.ts'
import type { Writing } from '../ledger/follow-ups.ts'
import { inhibit } from '../ledger/inhibit.ts'
import type { Spread } from '../ledger/spread.ts'
import type { State } from '../ledger/state.ts'
import type { Afterwards } from './afterwards.ts'

interface Parts {
  readonly state: State
  readonly writer: Writing
  readonly afterwards: Afterwards
  readonly clock: Clock
  readonly initial: Routing
  /** The pace of what nobody asks for. */
  readonly run: Pace['run']
}

/**
 * Inhibition rules, receivers and mute windows that hold now, and what follows when they change. Servers that share a
 * store read the same file each; what one judged before it did is put right by its own pass when it does (`set`), and
 * windows and what an earlier start did not know by the one on duty (`begin`).
 */
export class CurrentRouting {
  readonly #parts: Parts
  #current: Routing
  /** Mute windows that were open when the routing was last applied. */
  #windows = ''
  /** One after the other. */
  #last: Promise<void> = Promise.resolve()

  constructor(parts: Parts) {
    this.#parts = parts
    this.#current = parts.initial
  }

  get current(): Routing {
    return this.#current
  }

  /**
   * Others are to hold. They do for whatever is judged as soon as it is known who stands where in their rules of
   * inhibition, and for the alerts that are there piece by piece (S7); resolves when these all know.
   */
  set(given: Routing): Promise<void> {
    const done = this.#last.then(() => this.#set(given))
    this.#last = done.catch(() => {})
    return done
  }

  /** The first ones hold, as an earlier start may not have known them; alerts that are there follow piece by piece. */
  begin(): Promise<void> {
    return this.#hold(this.#parts.initial)
  }

  /** Applies mute windows that began or ended. */
  async applyWindows(): Promise<void> {
    if (this.#current.windowsAt(this.#parts.clock.now()) !== this.#windows) await this.set(this.#current)
  }

  async #set(given: Routing): Promise<void> {
    const { state, afterwards, run } = this.#parts
    const { inhibitRules } = given
    if (inhibitRules !== state.inhibition.rules)
      state.inhibition = await run(() => state.inhibition.becoming(inhibitRules, goingOn(state)))
    await this.#hold(given)
    await afterwards.done()
  }

  async #hold(given: Routing): Promise<void> {
    const { writer, clock } = this.#parts
    this.#current = given
    this.#windows = given.windowsAt(clock.now())
    await writer.do((stage) => stage.spread(this.#spread))
  }

  /** Whatever is current when an alert is reached holds for it. */
  readonly #spread: Spread = {
    key: 'routing',
    // None is read for it before its turn; those that a group before may have begun by other rules are among them.
    of: (stage) => [...this.#parts.state.firing.fingerprints(), ...stage.listing()],
    effect: (stage, fingerprint) => {
      const record = stage.alert(fingerprint)
      if (record === undefined || !isGoingOn(record)) return
      const step = reroute(record, this.#current, stage.now)
      inhibit(stage, step === undefined ? record : stage.applyStep(step, record))
    },
  }
}

function* goingOn({ alerts }: Pick<State, 'alerts'>): Generator<AlertRecord> {
  for (const record of alerts.values()) if (isGoingOn(record)) yield record
}
