import { type Millis, parseTime } from '@watchfloor/contract'
import type { InboxRow } from '../../../shared/inbox.ts'
import { dayStart, formatMoment } from '../../../shared/times.ts'
import { type Filter, passes } from './inbox-rows.ts'

/** One line of the list. */
export type InboxItem =
  | { readonly kind: 'day'; readonly id: string; readonly text: string }
  | { readonly kind: 'row'; readonly id: string; readonly row: InboxRow }

/** The rows of a filter. Unless all of them are of today, each day has its heading: a time alone would mislead. */
export function itemsOf(rows: readonly InboxRow[], filter: Filter, now: Millis): readonly InboxItem[] {
  const shown = rows.filter((row) => passes(row, filter))
  const today = dayStart(now)
  if (shown.every((row) => dayStart(timeOf(row)) === today))
    return shown.map((row) => ({ kind: 'row', id: row.id, row }))
  let last: Millis | undefined
  return shown.flatMap((row): InboxItem[] => {
    const item = { kind: 'row', id: row.id, row } as const
    const day = dayStart(timeOf(row))
    if (day === last) return [item]
    last = day
    const text = day === today ? `Today, ${dayText(day)}` : dayText(day)
    return [{ kind: 'day', id: `day ${day}`, text }, item]
  })
}

export function timeOf({ at }: Pick<InboxRow, 'at'>): Millis {
  return parseTime(at) ?? 0
}

/** `Thu 27 Nov` */
function dayText(time: Millis): string {
  return formatMoment(time).split(',')[0] ?? ''
}
