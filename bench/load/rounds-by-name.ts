import { median } from '../measures/print-run.ts'
import { deliveryLine } from './delivery-line.ts'
import type { Round } from './delivery-round.ts'

/** Rounds of a few kinds, told one by one as they come and by their medians in the end. */
export class RoundsByName {
  readonly #rounds = new Map<string, Round[]>()

  keep(name: string, round: Round): void {
    this.#rounds.set(name, [...(this.#rounds.get(name) ?? []), round])
    console.log(deliveryLine(name, round))
  }

  printMedians(): void {
    for (const [name, rounds] of this.#rounds) {
      const of = (pick: (round: Round) => number): string => median(rounds.map(pick)).toFixed(1)
      console.log(
        `${name}, medians of ${rounds.length}: p50 ${of(({ p50 }) => p50)} ms, p99 ${of(({ p99 }) => p99)} ms, longest ${of(({ longest }) => longest)} ms, server ${of(({ serverMicros }) => serverMicros)} µs/delivery`,
      )
    }
  }

  get all(): readonly (readonly [name: string, rounds: readonly Round[]])[] {
    return [...this.#rounds]
  }
}
