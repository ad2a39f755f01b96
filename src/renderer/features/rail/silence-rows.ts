import {
  type BoardSilence,
  formatMatcher,
  isAcknowledgement,
  type MatcherData,
  type Millis,
  matcherFromData,
  parseTime,
} from '@watchfloor/contract'
import { lineOf } from '../../../shared/alert-words.ts'
import { shortSpan } from '../../../shared/times.ts'

export interface SilenceRow {
  readonly id: string
  readonly title: string
  /** As people write them. */
  readonly matchers: readonly string[]
  readonly comment: string
  readonly by: string
  readonly starts: Millis
  readonly ends: Millis
}

/** Silences that hold or will, those that end soonest first. What stands for an acknowledgement is shown as one. */
export function silenceRows(silences: ReadonlyMap<string, BoardSilence>): readonly SilenceRow[] {
  return [...silences.values()]
    .filter((silence) => silence.state !== 'expired' && !isAcknowledgement(silence))
    .map((silence) => {
      const matchers = silence.matchers.map((one) => lineOf(matcherText(one)))
      return {
        id: silence.id,
        title: lineOf(silence.comment.trim() || silence.matchers.map(matcherText).join(', ')),
        matchers,
        comment: lineOf(silence.comment),
        by: lineOf(silence.created_by),
        starts: parseTime(silence.starts_at) ?? 0,
        ends: parseTime(silence.ends_at) ?? 0,
      }
    })
    .sort((a, b) => a.ends - b.ends || (a.id < b.id ? -1 : 1))
}

/** `ends 18 m`, `starts 5 m`, or `ending` when the server has yet to say that it ended. */
export function countdown(row: Pick<SilenceRow, 'starts' | 'ends'>, now: Millis): string {
  if (row.starts > now) return `starts ${shortSpan(row.starts - now)}`
  return row.ends > now ? `ends ${shortSpan(row.ends - now)}` : 'ending'
}

function matcherText(data: MatcherData): string {
  const matcher = matcherFromData(data)
  return matcher.ok ? formatMatcher(matcher.value) : `${data.name} (${matcher.error})`
}
