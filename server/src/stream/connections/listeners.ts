/** Names of those who have a stream open. */
export class Listeners {
  readonly #streams = new Map<string, number>()
  readonly #onChange: () => void

  /** `onChange`: somebody came who had none, or has none any more. */
  constructor(onChange: () => void) {
    this.#onChange = onChange
  }

  get names(): readonly string[] {
    return [...this.#streams.keys()]
  }

  /** Whoever has no name is nobody whom others would know. */
  came(name: string | undefined): void {
    if (name === undefined) return
    const streams = this.#streams.get(name) ?? 0
    this.#streams.set(name, streams + 1)
    if (streams === 0) this.#onChange()
  }

  went(name: string | undefined): void {
    if (name === undefined) return
    const streams = this.#streams.get(name) ?? 0
    if (streams > 1) this.#streams.set(name, streams - 1)
    else if (this.#streams.delete(name)) this.#onChange()
  }
}
