import type { Millis } from '@watchfloor/contract'
import { formatClock, formatMoment, isSameDay } from '../../../shared/times.ts'

/** A text of somebody else's as Markdown that shows it and does nothing. */
export function plain(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>#|~]/g, '\\$&')
}

/** A text as code, whatever stands in it. */
export function code(text: string): string {
  const ticks = text.match(/`+/g) ?? []
  const longest = ticks.reduce((most, one) => Math.max(most, one.length), 0)
  const fence = '`'.repeat(longest + 1)
  const pad = longest > 0 ? ' ' : ''
  return `${fence}${pad}${text.replace(/\s+/g, ' ')}${pad}${fence}`
}

/** The moment in the person's zone and in UTC: `03:12 (02:12 UTC)`; with the day where it is another. */
export function bothTimes(time: Millis, now: Millis): string {
  const day = !isSameDay(time, now)
  const here = day ? withoutSeconds(formatMoment(time)) : formatClock(time)
  const there =
    day && formatMoment(time).split(',')[0] !== formatMoment(time, 'UTC').split(',')[0]
      ? withoutSeconds(formatMoment(time, 'UTC'))
      : formatClock(time, 'minutes', 'UTC')
  return formatMoment(time) === formatMoment(time, 'UTC') ? `${here} UTC` : `${here} (${there} UTC)`
}

function withoutSeconds(moment: string): string {
  return moment.replace(/:\d\d$/, '')
}
