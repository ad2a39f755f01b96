import { holderOf, type Sending } from '../alerts/alert-input.ts'
import type { AlertRules } from '../alerts/rules.ts'
import { othersNames, othersOfAll, sourceNames } from '../health/source-names.ts'
import type { SourceRecord } from '../health/source-record.ts'
import type { Stage } from '../ledger/stage.ts'
import { PRODUCTS } from '../sources/product.ts'

const ROWS_OF_ALL: ReadonlySet<string> = new Set(PRODUCTS.map(othersOfAll))
const NOBODY: ReadonlyMap<string, ReadonlySet<string>> = new Map()

/**
 * The health rows that a request's sources stand in: of a credential, each entry, form and origin has one, whatever
 * the sender calls itself. A sender names them, and may name very many: beyond the limits they share a row, so that
 * neither the board nor what is remembered grows with what somebody makes up, and what is known stays.
 */
export class SourceRows {
  readonly #stage: Stage
  readonly #sending: Sending
  readonly #way: string
  readonly #limits: AlertRules['sources']
  /** Most requests are of a source that is known: they begin no row, and share none. */
  #others: Map<string, Set<string>> | undefined
  #before: ReturnType<Stage['countSources']> | undefined
  /** Rows that this request begins. */
  #begun: Set<string> | undefined

  constructor(stage: Stage, sending: Sending, { sources }: Pick<AlertRules, 'sources'>) {
    this.#stage = stage
    this.#sending = sending
    const { entry, form } = sending
    this.#way = form === undefined ? entry : `${entry} ${form}`
    this.#limits = sources
  }

  /** Names of those that share a row, by that row. */
  get others(): ReadonlyMap<string, ReadonlySet<string>> {
    return this.#others ?? NOBODY
  }

  /** The row of a source: its own, or one that it shares. */
  rowOf(origin?: string, replica?: string): string {
    const { product, sender, owner } = this.#sending
    const namesBy = (of: string) => sourceNames(of, { sender, owner, origin, replica })
    // All scripts of a machine have one address: where nothing else tells them apart, what they call themselves does.
    const own = this.#find(namesBy, (owner ?? origin) === undefined ? [] : PRODUCTS)
    if (own !== undefined) return own
    const free = this.#free(namesBy)
    this.#before ??= this.#stage.countSources(holderOf(this.#sending))
    const { all, own: mine } = this.#before
    const begun = this.#begun?.size ?? 0
    const isCrowded = mine + begun >= this.#limits.perSender
    const isFull = all + begun >= this.#limits.total
    if (free !== undefined && !isCrowded && !isFull) {
      this.#begun ??= new Set()
      this.#begun.add(free)
      return free
    }
    return this.#shared(free ?? namesBy(product)[0] ?? sender, isCrowded)
  }

  /** What a source's record says of whose it is. */
  owned(source: SourceRecord): SourceRecord {
    const others = this.others.get(source.component)
    const isOfAll = ROWS_OF_ALL.has(source.component)
    const { owner } = this.#sending
    const isKnown = source.way === this.#way && source.owner === owner && source.sender !== undefined
    if (isKnown && !isOfAll && others === undefined) return source
    return {
      ...source,
      ...(isOfAll ? {} : { way: this.#way, ...(owner === undefined ? {} : { owner }) }),
      ...(others === undefined ? { sender: source.sender ?? holderOf(this.#sending) } : {}),
    }
  }

  #shared(component: string, isCrowded: boolean): string {
    const { product } = this.#sending
    const namesBy = (of: string) => othersNames(of, this.#sending)
    const row = isCrowded
      ? (this.#find(namesBy, PRODUCTS) ?? this.#free(namesBy) ?? othersOfAll(product))
      : othersOfAll(product)
    this.#others ??= new Map()
    const names = this.#others.get(row)
    if (names === undefined) this.#others.set(row, new Set([component]))
    else names.add(component)
    return row
  }

  #find(namesBy: (product: string) => readonly string[], products: readonly string[]): string | undefined {
    const own = this.#findBy(namesBy, this.#sending.product)
    if (own !== undefined) return own
    for (const product of products) {
      const found = this.#findBy(namesBy, product)
      if (found !== undefined) return found
    }
    return undefined
  }

  #findBy(namesBy: (product: string) => readonly string[], product: string): string | undefined {
    for (const name of namesBy(product)) {
      if (this.#begun?.has(name) === true || this.#others?.has(name) === true) return name
      const known = this.#stage.source(name)
      // Not the name that was just put together: every alert would keep its own copy of it.
      if (known !== undefined && this.#isOwn(known, product)) return known.component
    }
    return undefined
  }

  #free(namesBy: (product: string) => readonly string[]): string | undefined {
    const names = namesBy(this.#sending.product)
    return names.find((name) => this.#stage.source(name) === undefined && this.#begun?.has(name) !== true)
  }

  /**
   * What nobody owns, because it comes from a server that asked nobody, goes to whoever speaks in its place: else it
   * would be told as quiet once people sign in.
   */
  #isOwn({ owner, way }: SourceRecord, product: string): boolean {
    const mine = this.#sending.owner
    if (owner !== undefined && mine !== undefined && owner !== mine) return false
    return way === undefined ? product === this.#sending.product : way === this.#way
  }
}
