import type { LoggedEvent, Millis, Scope, StreamFilter } from '@watchfloor/contract'
import { OverBudget } from '../ground/budgeted.ts'
import type { Pace } from '../ground/pace.ts'
import type { EventLog } from '../log/event-log.ts'
import type { EventScan, Scanned } from '../storage/event-scan.ts'
import type { EventStore } from '../storage/storage.ts'
import { newestScan } from './scan-newest.ts'

/** Events looked at for one answer, however few of them pass. */
const MOST_SCANNED = 40_000

/** Where the log is. */
export interface ScannedLog {
  readonly store: Pick<EventStore, 'firstSince' | 'scanBefore'>
  readonly log: Pick<EventLog, 'head' | 'newest'>
}

/** What is looked for; times are those of the events, `from` included and `to` not. */
export interface Wanted {
  readonly from: Millis
  readonly to: Millis
  readonly filter: StreamFilter
  readonly scope: Scope | undefined
  readonly fingerprint: string | undefined
  /** Events before this sequence; undefined begins at the newest. Upwards: those from it on, from the oldest. */
  readonly before: number | undefined
  readonly upwards?: boolean | undefined
  readonly wants: EventScan['wants']
}

/**
 * Looks through the history newest first, or upwards from the oldest, in bounded steps, none of them in this thread but
 * for what is in memory. `take` is given what each found, and says how many more are wanted; begun with `most`. Answers
 * where to go on, undefined when there is nothing more in the span.
 */
export async function scanHistory(
  { store, log }: ScannedLog,
  { before: asked, ...wanted }: Wanted,
  most: number,
  pace: Pace,
  take: (found: Scanned<LoggedEvent>) => number,
): Promise<number | undefined> {
  const { from, to, upwards = false } = wanted
  const { sequence: head } = log.head()
  let left = most
  let looked = 0
  const takeIn = (found: Scanned<LoggedEvent>): void => {
    pace.budget.steps += found.steps
    if (pace.budget.steps > pace.budget.most) throw new OverBudget(pace.budget)
    looked += found.looked
    left = take(found)
  }
  let reached = asked
  if (!upwards) {
    const scan = newestScan(wanted)
    await pace.run(function* () {
      while (left > 0) {
        const found = scan(log.newest(reached ?? head + 1), left)
        if (found?.last === undefined) return
        reached = found.last
        takeIn(found)
        yield
      }
    })
    if (left <= 0) return reached
  }
  const [first, beyond = head + 1] = await Promise.all(
    [from, to].map((time) => pace.readLog(() => store.firstSince(time))),
  )
  if (first === undefined) return undefined
  // What is left to look at: from the one, and not up to the other.
  let lowest = upwards ? Math.max(reached ?? first, first) : first
  let highest = upwards ? beyond : Math.min(reached ?? beyond, beyond)
  while (lowest < highest) {
    if (looked >= MOST_SCANNED || left <= 0) return upwards ? lowest : highest
    const steps = pace.budget.most - pace.budget.steps
    const found = await pace.readLog(() =>
      store.scanBefore({ ...wanted, before: highest, first: lowest, steps, most: left }),
    )
    if (found.last === undefined) return undefined
    if (upwards) lowest = found.last + 1
    else highest = found.last
    takeIn(found)
  }
  return undefined
}
