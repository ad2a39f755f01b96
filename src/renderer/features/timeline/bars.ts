import { type Activity, type Event, type Level, type Millis, parseTime } from '@watchfloor/contract'
import { LEVEL_NAMES } from '../../../shared/alert-words.ts'

/** Stacking order of a bar, bottom to top: what matters most stands on the ground, where it is compared. */
export const STACK: readonly Level[] = ['critical', 'high', 'warning', 'unset', 'info']

/** Lives begun in one slice of time. */
export interface Bar {
  readonly at: Millis
  readonly counts: Readonly<Record<Level, number>>
  readonly total: number
}

/** Slices of equal length that end now. */
export interface Bars {
  readonly from: Millis
  readonly to: Millis
  readonly bars: readonly Bar[]
}

export function readBars(activity: Activity): Bars {
  const bars = activity.slices.map(({ at, ...counts }) => bar(parseTime(at) ?? 0, counts))
  return { from: parseTime(activity.from) ?? 0, to: parseTime(activity.to) ?? 0, bars }
}

/** A life that began, and no more of its event: of many in a storm much is kept until an answer comes. */
export interface Begun {
  readonly timestamp: string
  readonly level: Level
}

export function begunIn(events: readonly Event[]): readonly Begun[] {
  const begun: Begun[] = []
  for (const event of events) {
    if (event.type !== 'alert_created' && event.type !== 'alert_firing') continue
    begun.push({ timestamp: event.timestamp, level: event.data.level })
  }
  return begun
}

/**
 * Adds the lives that began. One that begins after `to` counts in the last bar: the slices move on only when they are
 * read anew.
 */
export function addLives(before: Bars, begun: readonly Begun[]): Bars {
  const width = (before.to - before.from) / before.bars.length
  const added = new Map<number, Level[]>()
  for (const { timestamp, level } of begun) {
    const at = parseTime(timestamp) ?? before.to
    const index = Math.min(before.bars.length - 1, Math.floor((at - before.from) / width))
    if (index < 0) continue
    const levels = added.get(index)
    if (levels === undefined) added.set(index, [level])
    else levels.push(level)
  }
  if (added.size === 0) return before
  const bars = before.bars.map((one, index) => {
    const levels = added.get(index)
    if (levels === undefined) return one
    const counts = { ...one.counts }
    for (const level of levels) counts[level]++
    return bar(one.at, counts)
  })
  return { ...before, bars }
}

/** The bars in one sentence, for those who do not see them. `span` is what they are of, such as `Last 24 h`. */
export function describeBars({ bars }: Bars, span: string, clock: (time: Millis) => string): string {
  const total = bars.reduce((sum, one) => sum + one.total, 0)
  if (total === 0) return `${span}: no alert began.`
  const critical = bars.reduce((sum, one) => sum + one.counts.critical, 0)
  const most = bars.reduce((best, one) => (one.total > best.total ? one : best))
  return `${span}: ${total} alerts began, ${critical} critical. Most from ${clock(most.at)}: ${most.total}.`
}

/** One slice in words: when, and what began. */
export function describeBar({ at, counts }: Bar, width: Millis, clock: (time: Millis) => string): string {
  const said = STACK.filter((level) => counts[level] > 0).map(
    (level) => `${counts[level]} ${LEVEL_NAMES[level].toLowerCase()}`,
  )
  return `${clock(at)} to ${clock(at + width)}: ${said.length === 0 ? 'none' : said.join(', ')}`
}

function bar(at: Millis, counts: Readonly<Record<Level, number>>): Bar {
  return { at, counts, total: STACK.reduce((sum, level) => sum + counts[level], 0) }
}
