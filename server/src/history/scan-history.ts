import type { LoggedEvent, Millis, Scope, StreamFilter } from '@watchfloor/contract'
import { OverBudget } from '../ground/budgeted.ts'
import type { Pace } from '../ground/pace.ts'
import type { EventScan, Scanned } from '../storage/event-scan.ts'
import type { EventStore } from '../storage/storage.ts'

/** Events looked at for one answer, however few of them pass. */
const MOST_SCANNED = 40_000

export type ScannedStore = Pick<EventStore, 'firstSince' | 'scanBefore'>

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
 * Looks through the history newest first, or upwards from the oldest, in bounded steps, none of them in this thread. `take` is given what each
 * found, and says how many more are wanted; begun with `most`. Answers where to go on, undefined when there is nothing
 * more in the span.
 */
export async function scanHistory(
  store: ScannedStore,
  head: number,
  { before: asked, ...wanted }: Wanted,
  most: number,
  pace: Pace,
  take: (found: Scanned<LoggedEvent>) => number,
): Promise<number | undefined> {
  const { from, to } = wanted
  const first = await pace.readLog(() => store.firstSince(from))
  if (first === undefined) return undefined
  const beyond = (await pace.readLog(() => store.firstSince(to))) ?? head + 1
  const { upwards = false } = wanted
  // What is left to look at: from the one, and not up to the other.
  let lowest = upwards ? Math.max(asked ?? first, first) : first
  let highest = upwards ? beyond : Math.min(asked ?? beyond, beyond)
  let left = most
  for (let looked = 0; looked < MOST_SCANNED && left > 0; ) {
    const steps = pace.budget.most - pace.budget.steps
    const found = await pace.readLog(() =>
      store.scanBefore({ ...wanted, before: highest, first: lowest, steps, most: left }),
    )
    pace.budget.steps += found.steps
    if (pace.budget.steps > pace.budget.most) throw new OverBudget(pace.budget)
    if (found.last === undefined) return undefined
    looked += found.looked
    if (upwards) lowest = found.last + 1
    else highest = found.last
    left = take(found)
    if (lowest >= highest) return undefined
  }
  return upwards ? lowest : highest
}
