const STEP_MICROS = 100
const STEPS = 300_000

/** Millions of latencies in little memory: to a tenth of a millisecond, up to 30 seconds. */
export class Latencies {
  readonly #counts = new Uint32Array(STEPS)
  #total = 0

  add(micros: number): void {
    const step = Math.min(STEPS - 1, Math.max(0, Math.floor(micros / STEP_MICROS)))
    this.#counts[step] = (this.#counts[step] as number) + 1
    this.#total++
  }

  /** In milliseconds. */
  quantile(q: number): number {
    if (this.#total === 0) return Number.NaN
    let left = Math.ceil(q * this.#total)
    for (let step = 0; step < STEPS; step++) {
      left -= this.#counts[step] as number
      if (left <= 0) return ((step + 1) * STEP_MICROS) / 1000
    }
    return (STEPS * STEP_MICROS) / 1000
  }

  clear(): void {
    this.#counts.fill(0)
    this.#total = 0
  }
}
