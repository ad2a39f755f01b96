import { Counter, type CounterConfiguration } from 'prom-client'

interface Row<L extends string> {
  readonly labels: Partial<Record<L, string | number>>
  count: number
}

/**
 * A counter that is counted with every request: what came since it was last read stands beside it, found label by label,
 * since the library's own way sorts, escapes and joins them anew each time.
 */
export class Tallied<L extends string> {
  readonly #names: readonly L[]
  readonly #rows: Row<L>[] = []
  readonly #found = new Map<string, Map<string, Map<string | number, Row<L>>>>()

  constructor(configuration: CounterConfiguration<L>) {
    const rows = this.#rows
    this.#names = configuration.labelNames ?? []
    new Counter<L>({
      ...configuration,
      collect() {
        for (const row of rows) {
          this.inc(row.labels, row.count)
          row.count = 0
        }
      },
    })
  }

  /** So many more of these labels, in their order; 0 has them stand there. */
  add(count: number, first: string, second: string, third: string | number = ''): void {
    const row = this.#found.get(first)?.get(second)?.get(third) ?? this.#begin(first, second, third)
    row.count += count
  }

  #begin(first: string, second: string, third: string | number): Row<L> {
    const row = { labels: this.#labelled([first, second, third]), count: 0 }
    const ofFirst = this.#found.get(first) ?? new Map<string, Map<string | number, Row<L>>>()
    const ofSecond = ofFirst.get(second) ?? new Map<string | number, Row<L>>()
    this.#found.set(first, ofFirst.set(second, ofSecond.set(third, row)))
    this.#rows.push(row)
    return row
  }

  #labelled(values: readonly (string | number)[]): Row<L>['labels'] {
    return Object.fromEntries(this.#names.map((name, n) => [name, values[n]])) as Row<L>['labels']
  }
}
