import type { Principal } from '../../access/principal.ts'
import type { Asker } from './asker.ts'

/** Who was recognised, and from where. */
export interface Known {
  readonly principal: Principal
  /** After trusted proxies. */
  readonly address: string
  /** By what the request is found again. */
  readonly id: string
}

/** The places of a server. */
export interface Places {
  /** False while all are taken. */
  readonly take: () => boolean
  /** What was admitted is over. */
  readonly over: (one: Admitted, hadPlace: boolean) => void
}

/** One that was let in. A class, because thousands are open: closures would be a good part of what each costs. */
export class Admitted implements Known {
  readonly principal: Principal
  readonly address: string
  readonly id: string
  /** Against whose limits it counts, if it does. */
  readonly counted: Asker | undefined
  readonly #places: Places
  #is: 'waiting' | 'in' | 'over' = 'waiting'

  constructor({ principal, address, id }: Known, counted: Asker | undefined, places: Places) {
    this.principal = principal
    this.address = address
    this.id = id
    this.counted = counted
    this.#places = places
  }

  get ok(): true {
    return true
  }

  /** Takes one of the server's places, once; false while all are taken. Only a stream is let in without one. */
  takePlace(): boolean {
    if (this.#is === 'waiting' && this.#places.take()) this.#is = 'in'
    return this.#is === 'in'
  }

  /** Must be called when what was admitted is over; may be called again. */
  release(): void {
    if (this.#is === 'over') return
    const hadPlace = this.#is === 'in'
    this.#is = 'over'
    this.#places.over(this, hadPlace)
  }
}
