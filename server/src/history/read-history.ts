import type { CompiledFilter, LoggedEvent, Millis } from '@watchfloor/contract'
import { passesFilter, type StepBudget } from '../ground/budgeted.ts'
import type { Pace } from '../ground/pace.ts'
import type { Steps } from '../ground/steps.ts'
import type { EventStore } from '../storage/storage.ts'

/** What is asked of the history; times are those of the events, `from` included and `to` not. */
export interface HistoryQuery {
  readonly from: Millis
  readonly to: Millis
  readonly filter: CompiledFilter
  /** Of one alert only. */
  readonly fingerprint: string | undefined
  /** Events before this sequence; undefined begins at the newest. */
  readonly before: number | undefined
  readonly limit: number
}

export interface HistoryPage {
  /** Newest first. */
  readonly events: readonly LoggedEvent[]
  /** Where to go on; undefined when there is nothing older in the span. */
  readonly before: number | undefined
}

/** Events read at a time, so that others come in between. */
const CHUNK = 500
/** Events looked at for one page, however few of them pass. */
const MOST_SCANNED = 40_000
/** A page has about so much JSON at most, characters; a single alert may have 64 KiB. */
const MOST_CHARACTERS = 2_000_000

type Store = Pick<EventStore, 'firstSince' | 'readBefore'>

/** Reads the history newest first, in bounded steps; a page may be short, and even empty, while there is more. */
export async function readHistory(
  store: Store,
  head: number,
  query: HistoryQuery,
  pace: Pace,
): Promise<HistoryPage> {
  const { from, to, fingerprint } = query
  const first = await pace.readLog(() => store.firstSince(from))
  if (first === undefined) return { events: [], before: undefined }
  const beyond = (await pace.readLog(() => store.firstSince(to))) ?? head + 1
  const page = new Page(query, first, pace.budget)
  let before = Math.min(query.before ?? beyond, beyond)
  for (let scanned = 0; scanned < MOST_SCANNED && !page.isFull; ) {
    const chunk = await pace.readLog(() => store.readBefore(before, CHUNK, fingerprint))
    const last = chunk.at(-1)
    if (last === undefined) return { events: page.events, before: undefined }
    scanned += chunk.length
    before = await pace.run(() => page.take(chunk))
    if (before <= first) return { events: page.events, before: undefined }
  }
  return { events: page.events, before }
}

/** What of the history is in one answer. */
class Page {
  readonly events: LoggedEvent[] = []
  readonly #query: HistoryQuery
  readonly #first: number
  readonly #budget: StepBudget
  #characters = 0

  constructor(query: HistoryQuery, first: number, budget: StepBudget) {
    this.#query = query
    this.#first = first
    this.#budget = budget
  }

  get isFull(): boolean {
    return this.events.length >= this.#query.limit || this.#characters >= MOST_CHARACTERS
  }

  /** Takes what passes, newest first, until it is full; answers the sequence of the last event that was looked at. */
  *take(events: readonly LoggedEvent[]): Steps<number> {
    const { from, to, filter } = this.#query
    let position = 0
    for (const event of events) {
      if (event.sequence < this.#first) return this.#first
      position = event.sequence
      if (isWithin(event, from, to) && (yield* passesFilter(filter, event, this.#budget))) {
        this.events.push(event)
        this.#characters += sizeOf(event)
        if (this.isFull) break
      }
      yield
    }
    return position
  }
}

/** About as many characters as its texts have. */
function sizeOf(event: LoggedEvent): number {
  if (event.source !== 'alert_processor') return 1_000
  const { labels, annotations } = event.data
  let size = 1_000
  for (const texts of [labels, annotations])
    for (const name in texts) size += name.length + (texts[name] ?? '').length
  return size
}

function isWithin({ timestamp }: LoggedEvent, from: Millis, to: Millis): boolean {
  const at = Date.parse(timestamp)
  return at >= from && at < to
}
