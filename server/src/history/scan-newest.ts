import type { CompiledFilter, LoggedEvent } from '@watchfloor/contract'
import { type EventScan, filterOf, type Scannable, type Scanned, scanEvents } from '../storage/event-scan.ts'
import { WrittenEvent } from '../storage/written-event.ts'

/** Looks through events that are in memory, before a sequence, newest first; undefined when that is not for this thread. */
export type NewestScan = (newest: Iterable<LoggedEvent>, most: number) => Scanned<LoggedEvent> | undefined

/**
 * Judges an event of the memory for less than it takes to have it handed over by another thread. Not by expressions,
 * which may cost anything.
 */
export function newestScan(
  scan: Pick<EventScan, 'from' | 'to' | 'filter' | 'scope' | 'fingerprint' | 'wants'>,
): NewestScan {
  const filter = filterOf(scan)
  if (filter.matchers.some(({ operator }) => operator.endsWith('~'))) return () => undefined
  const ofAlert = scan.fingerprint === undefined ? filter : ofOne(filter, scan.fingerprint)
  return (newest, most) => {
    const found = scanEvents(
      scannable(newest),
      { ...scan, most, steps: Number.POSITIVE_INFINITY },
      ofAlert,
      () => performance.now(),
    )
    return { ...found, events: found.events.map(({ event }) => event) }
  }
}

function ofOne(filter: CompiledFilter, fingerprint: string): CompiledFilter {
  return {
    ...filter,
    passes: (event, work) =>
      event.source === 'alert_processor' &&
      event.data.fingerprint === fingerprint &&
      filter.passes(event, work),
  }
}

function* scannable(events: Iterable<LoggedEvent>): Generator<Scannable> {
  for (const event of events)
    yield { event, at: WrittenEvent.atOf(event), size: WrittenEvent.dataOf(event).length }
}
