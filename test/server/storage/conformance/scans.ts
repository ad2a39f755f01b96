import type { LoggedEvent } from '@watchfloor/contract'
import type { EventScan } from '../../../../server/src/storage/event-scan.ts'
import type { EventStore } from '../../../../server/src/storage/storage.ts'

/** A scan of everything, but for what is said. */
export function scanOf(part: Partial<EventScan>): EventScan {
  return {
    before: Number.MAX_SAFE_INTEGER,
    first: 1,
    fingerprint: undefined,
    from: 0,
    to: Number.MAX_SAFE_INTEGER,
    filter: {},
    steps: Number.POSITIVE_INFINITY,
    most: Number.MAX_SAFE_INTEGER,
    wants: 'events',
    ...part,
  }
}

/** Events before a sequence, newest first, scan after scan. */
export async function eventsBefore(
  store: EventStore,
  before: number,
  most: number,
  fingerprint?: string,
): Promise<readonly LoggedEvent[]> {
  const events: LoggedEvent[] = []
  for (let from = before; events.length < most; ) {
    const found = await store.scanBefore(scanOf({ before: from, most: most - events.length, fingerprint }))
    if (found.last === undefined) break
    events.push(...found.events)
    from = found.last
  }
  return events
}
