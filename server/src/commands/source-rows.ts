import { holderOf, type ReportBatch } from '../alerts/alert-input.ts'
import type { AlertRules } from '../alerts/rules.ts'
import { othersRow } from '../health/others-row.ts'
import type { Stage } from '../ledger/stage.ts'

/**
 * The health rows that a request's sources stand in. A sender names them, and may name very many: beyond the limits
 * they share a row, so that neither the board nor what is remembered grows with what somebody makes up.
 */
export class SourceRows {
  /** Names of those that share a row, by that row. */
  readonly others = new Map<string, Set<string>>()
  readonly #stage: Stage
  readonly #batch: Pick<ReportBatch, 'product' | 'sender' | 'holder'>
  readonly #limits: AlertRules['sources']
  readonly #before: { readonly all: number; readonly own: number }
  /** Rows that this request begins. */
  readonly #begun = new Set<string>()

  constructor(
    stage: Stage,
    batch: Pick<ReportBatch, 'product' | 'sender' | 'holder'>,
    { sources }: Pick<AlertRules, 'sources'>,
  ) {
    this.#stage = stage
    this.#batch = batch
    this.#limits = sources
    this.#before = stage.countSources(holderOf(batch))
  }

  /** The row of a source: its own, or one that it shares. */
  rowOf(component: string): string {
    if (this.#stage.source(component) !== undefined || this.#begun.has(component)) return component
    const { product } = this.#batch
    const isCrowded = this.#before.own + this.#begun.size >= this.#limits.perSender
    if (!isCrowded && this.#before.all + this.#begun.size < this.#limits.total) {
      this.#begun.add(component)
      return component
    }
    const row = othersRow(product, isCrowded ? holderOf(this.#batch) : undefined)
    const names = this.others.get(row)
    if (names === undefined) this.others.set(row, new Set([component]))
    else names.add(component)
    return row
  }
}
