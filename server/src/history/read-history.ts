import type { CompiledFilter, LoggedEvent, Millis } from '@watchfloor/contract'
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

/** Events read at a time, so that commits come in between. */
const CHUNK = 2_000
/** Events looked at for one page, however few of them pass. */
const MOST_SCANNED = 40_000

type Store = Pick<EventStore, 'firstSince' | 'readBefore'>

/** Reads the history newest first, in bounded steps; a page may be short, and even empty, while there is more. */
export async function readHistory(store: Store, head: number, query: HistoryQuery): Promise<HistoryPage> {
  const { from, to, filter, fingerprint, limit } = query
  const first = await store.firstSince(from)
  if (first === undefined) return { events: [], before: undefined }
  const beyond = (await store.firstSince(to)) ?? head + 1
  let before = Math.min(query.before ?? beyond, beyond)
  const events: LoggedEvent[] = []
  for (let scanned = 0; scanned < MOST_SCANNED; scanned += CHUNK) {
    const chunk = await store.readBefore(before, CHUNK, fingerprint)
    for (const event of chunk) {
      if (event.sequence < first) return { events, before: undefined }
      before = event.sequence
      if (!isWithin(event, from, to) || !filter.passes(event)) continue
      events.push(event)
      if (events.length === limit) return { events, before: before > first ? before : undefined }
    }
    if (chunk.length < CHUNK) return { events, before: undefined }
  }
  return { events, before: before > first ? before : undefined }
}

function isWithin({ timestamp }: LoggedEvent, from: Millis, to: Millis): boolean {
  const at = Date.parse(timestamp)
  return at >= from && at < to
}
