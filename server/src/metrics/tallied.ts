import { Counter, type CounterConfiguration } from 'prom-client'

interface Row<L extends string> {
  readonly labels: Partial<Record<L, string | number>>
  count: number
}

/**
 * A counter that is counted with every request: what came since it was last read stands beside it under its labels as
 * one text, since the library's own way sorts, escapes and joins them anew each time.
 */
export class Tallied<L extends string> {
  readonly #names: readonly L[]
  readonly #rows = new Map<string, Row<L>>()

  constructor(configuration: CounterConfiguration<L>) {
    const rows = this.#rows
    this.#names = configuration.labelNames ?? []
    new Counter<L>({
      ...configuration,
      collect() {
        for (const row of rows.values()) {
          this.inc(row.labels, row.count)
          row.count = 0
        }
      },
    })
  }

  /** So many more of these labels, in their order; 0 has them stand there. */
  add(count: number, first: string, second: string, third: string | number = ''): void {
    const key = `${first}\n${second}\n${third}`
    const row = this.#rows.get(key)
    if (row !== undefined) row.count += count
    else this.#rows.set(key, { labels: this.#labelled([first, second, third]), count })
  }

  #labelled(values: readonly (string | number)[]): Row<L>['labels'] {
    return Object.fromEntries(this.#names.map((name, n) => [name, values[n]])) as Row<L>['labels']
  }
}
