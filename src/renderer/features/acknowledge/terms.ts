import { formatTime, type Millis, parseTime } from '@watchfloor/contract'
import { formatClock, formatMoment, isSameDay, nextMorning } from '../../../shared/times.ts'
import type { Terms } from '../../state/actions.ts'

/** Until when an alert is taken, as somebody chooses it. */
export type Until = 'resolved' | 'worse' | `${number}` | 'morning' | 'custom'

const MINUTE = 60_000
const SPANS = [30, 60, 120, 240] as const

/** The choices, with the end of those that have one. */
export function choices(now: Millis): readonly { readonly value: Until; readonly label: string }[] {
  const spans = SPANS.map((minutes) => {
    const span = minutes < 60 ? `${minutes} min` : `${minutes / 60} h`
    return {
      value: `${minutes}` as const,
      label: `For ${span}, until ${endText(now + minutes * MINUTE, now)}`,
    }
  })
  return [
    { value: 'resolved', label: 'Until it resolves' },
    { value: 'worse', label: 'Until it gets worse' },
    ...spans,
    { value: 'morning', label: `Until ${endText(nextMorning(now), now)}` },
    { value: 'custom', label: 'Until a time of your own' },
  ]
}

/** When a choice ends; null for what has no time, or while none is chosen. */
export function endOf(until: Until, custom: Millis | null, now: Millis): Millis | null {
  switch (until) {
    case 'resolved':
    case 'worse':
      return null
    case 'morning':
      return nextMorning(now)
    case 'custom':
      return custom
    default:
      return now + Number(until) * MINUTE
  }
}

/** What is asked of the server; null while an end is missing or has passed. */
export function termsOf(until: Until, custom: Millis | null, note: string, now: Millis): Terms | null {
  if (until === 'resolved' || until === 'worse') return { until, note }
  const end = endOf(until, custom, now)
  return end === null || end <= now ? null : { until: 'time', ends_at: formatTime(end), note }
}

/** Which choice says how it is taken now. */
export function presentUntil(present: Terms | null): {
  readonly until: Until
  readonly custom: Millis | null
} {
  if (present?.until !== 'time') return { until: present?.until ?? 'resolved', custom: null }
  return { until: 'custom', custom: parseTime(present.ends_at ?? '') ?? null }
}

/** `05:46`, with the day where it is another. */
export function endText(end: Millis, now: Millis): string {
  return isSameDay(end, now) ? formatClock(end) : formatMoment(end).replace(/:\d\d$/, '')
}

/** As it stands behind `You have it`; empty where nothing was chosen. */
export function chosenText({ until, ends_at }: Pick<Terms, 'until' | 'ends_at'>, now: Millis): string {
  if (until === undefined) return ''
  if (until === 'time') return ` until ${endText(parseTime(ends_at ?? '') ?? now, now)}`
  return until === 'worse' ? ' until it gets worse' : ' until it resolves'
}
