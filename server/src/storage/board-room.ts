import { LEVELS, type Level, type LevelCounts, levelRank } from '@watchfloor/contract'
import type { BoardRoom } from './storage.ts'

/** The last event of an alert on a board, as it is stored. */
export interface BoardRow {
  readonly type: string
  readonly level: string | null
  readonly data: string
}

/** As many alerts as there is room for: the worst, those that are over last; and how many firing ones had none. */
export class WorstOf<R extends BoardRow> {
  readonly #most: BoardRoom
  /** From the most urgent on; the last is of those that are over. */
  readonly #bands: R[][] = Array.from({ length: LEVELS.length + 1 }, () => [])
  readonly #leftOut: Record<Level, number> = { critical: 0, high: 0, warning: 0, info: 0, unset: 0 }
  #count = 0
  #bytes = 0
  #isCut = false

  constructor(most: BoardRoom) {
    this.#most = most
  }

  take(row: R): void {
    this.#bands[isOver(row) ? LEVELS.length : levelRank(row.level as Level)]?.push(row)
    this.#count++
    this.#bytes += row.data.length
    while (this.#count > this.#most.alerts || this.#bytes > this.#most.bytes) {
      const least = this.#bands.findLast((band) => band.length > 0)?.pop()
      if (least === undefined) break
      this.#count--
      this.#bytes -= least.data.length
      this.#isCut = true
      if (!isOver(least)) this.#leftOut[least.level as Level]++
    }
  }

  get kept(): readonly R[] {
    return this.#bands.flat()
  }

  /** Undefined when all of them had room. */
  get leftOut(): LevelCounts | undefined {
    return this.#isCut ? this.#leftOut : undefined
  }
}

/** Resolved, and not for a moment only (S10): its labels are texts, so that none of them reads like an episode. */
function isOver({ type, data }: BoardRow): boolean {
  return type === 'alert_resolved' && !data.includes('"episode":{')
}

/** Events of one page: reading it takes a few milliseconds. */
const PAGE_CHARACTERS = 500_000

/** Lists of rows, each short enough to be read in one go. */
export function* pagesOf<R extends BoardRow>(rows: readonly R[]): Generator<readonly R[]> {
  let page: R[] = []
  let characters = 0
  for (const row of rows) {
    page.push(row)
    characters += row.data.length
    if (characters < PAGE_CHARACTERS) continue
    yield page
    page = []
    characters = 0
  }
  if (page.length > 0) yield page
}
