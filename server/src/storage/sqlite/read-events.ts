import type { LoggedEvent } from '@watchfloor/contract'
import { fromRow } from '../event-row.ts'
import { journalLines } from './journal-lines.ts'

/** The events of such lines as the journal has. */
export function readEvents(lines: Uint8Array): readonly LoggedEvent[] {
  const events: LoggedEvent[] = []
  for (const line of journalLines(lines)) if (line.kind === 'event') events.push(fromRow(line.row()))
  return events
}
