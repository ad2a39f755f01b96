import { isGoingOn } from '@watchfloor/contract'
import type { Routing } from '../alertmanager/routing.ts'
import { reroute } from '../alerts/reroute.ts'
import type { Clock } from '../ground/clock.ts'
import type { Writing } from '../ledger/follow-ups.ts'
import { indexOf, type State } from '../ledger/state.ts'

/** Inhibition rules, receivers and mute windows that hold now, and what follows when they change. */
export class CurrentRouting {
  readonly #state: State
  readonly #writer: Writing
  readonly #clock: Clock
  #current: Routing
  /** Mute windows that were open when the routing was last applied. */
  #windows = ''

  constructor(parts: {
    readonly state: State
    readonly writer: Writing
    readonly clock: Clock
    readonly initial: Routing
  }) {
    this.#state = parts.state
    this.#writer = parts.writer
    this.#clock = parts.clock
    this.#current = parts.initial
  }

  get current(): Routing {
    return this.#current
  }

  /** Other ones hold from now on; resolves when what they change is committed. */
  async set(given: Routing): Promise<void> {
    this.#current = given
    this.#windows = given.windowsAt(this.#clock.now())
    this.#state.inhibition = indexOf(this.#state.alerts.values(), given.inhibitRules)
    await this.#writer.do((stage) => {
      for (const record of [...stage.alerts()]) {
        if (!isGoingOn(record)) continue
        const step = reroute(record, given, stage.now)
        stage.inhibit(step === undefined ? record : stage.applyStep(step))
      }
    })
  }

  /** Applies mute windows that began or ended. */
  async applyWindows(): Promise<void> {
    if (this.#current.windowsAt(this.#clock.now()) !== this.#windows) await this.set(this.#current)
  }
}
