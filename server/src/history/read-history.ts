import type { LoggedEvent, Millis, Scope, StreamFilter } from '@watchfloor/contract'
import type { Pace } from '../ground/pace.ts'
import { type ScannedLog, scanHistory } from './scan-history.ts'

/** What is asked of the history; times are those of the events, `from` included and `to` not. */
export interface HistoryQuery {
  readonly from: Millis
  readonly to: Millis
  /** One that compiles. */
  readonly filter: StreamFilter
  /** Of one alert only. */
  readonly fingerprint: string | undefined
  /** Events before this sequence; undefined begins at the newest. Upwards: those from it on, from the oldest. */
  readonly before: number | undefined
  readonly upwards?: boolean
  readonly limit: number
}

export interface HistoryPage {
  /** Newest first, or oldest first. */
  readonly events: readonly LoggedEvent[]
  /** Where to go on; undefined when there is nothing more in the span. */
  readonly before: number | undefined
}

/** A page has about so much JSON at most, characters; a single alert may have 64 KiB. */
const MOST_CHARACTERS = 2_000_000

/** Whose history it is: what is looked at, and how each event is told to them; undefined is not theirs. */
export interface Reading {
  readonly scope: Scope | undefined
  readonly told: (event: LoggedEvent) => LoggedEvent | undefined
}

/** Reads the history in its order; a page may be short, and even empty, while there is more. */
export async function readHistory(
  scanned: ScannedLog,
  { limit, ...query }: HistoryQuery,
  { scope, told }: Reading,
  pace: Pace,
): Promise<HistoryPage> {
  const events: LoggedEvent[] = []
  let characters = 0
  const wanted = { ...query, scope, wants: 'events' } as const
  const before = await scanHistory(scanned, wanted, limit, pace, (found) => {
    for (const logged of found.events) {
      const event = told(logged)
      if (event === undefined) continue
      events.push(event)
      characters += sizeOf(event)
    }
    return characters >= MOST_CHARACTERS ? 0 : limit - events.length
  })
  return { events, before }
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
