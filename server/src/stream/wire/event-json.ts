import type { LoggedEvent } from '@watchfloor/contract'

/** Most characters that are kept for readers that come to the same events a moment later. */
const KEPT_CHARACTERS = 4_000_000

/**
 * The JSON of events, written once for all filters and framings. `prev` is the only field that depends on the
 * reader, so it is appended to the shared text.
 */
export class EventJson {
  readonly #bodies = new Map<LoggedEvent, string>()
  #kept = 0

  of(event: LoggedEvent, prev: number): string {
    return `${this.#body(event)},"prev":${prev}}`
  }

  /** About its length on the wire. */
  size(event: LoggedEvent): number {
    return this.#body(event).length
  }

  /** The event's JSON without its closing brace. */
  #body(event: LoggedEvent): string {
    const known = this.#bodies.get(event)
    if (known !== undefined) return known
    const body = JSON.stringify(event).slice(0, -1)
    this.#bodies.set(event, body)
    this.#kept += body.length
    for (const [oldest, text] of this.#bodies) {
      if (this.#kept <= KEPT_CHARACTERS || oldest === event) break
      this.#bodies.delete(oldest)
      this.#kept -= text.length
    }
    return body
  }
}
