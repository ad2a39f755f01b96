import {
  type BoardSilence,
  compareUtf8,
  firstSeen,
  formatMatcher,
  isAcknowledgement,
  type MatcherData,
  type Millis,
  operatorOf,
  parseTime,
  type SilenceProposal,
} from '@watchfloor/contract'
import { lineOf } from '../../shared/alert-words.ts'

/** Silences that hold or will, those that end soonest first. What stands for an acknowledgement is shown as one. */
export function shownSilences(silences: Iterable<BoardSilence>): readonly BoardSilence[] {
  return [...silences]
    .filter((one) => one.state !== 'expired' && one.proposal === undefined && !isAcknowledgement(one))
    .map((silence) => ({ silence, ends: parseTime(silence.ends_at) ?? 0 }))
    .sort((a, b) => a.ends - b.ends || compareUtf8(a.silence.id, b.silence.id))
    .map(({ silence }) => silence)
}

/** A silence that waits for a second person (S35). */
export type ProposedSilence = BoardSilence & { readonly proposal: SilenceProposal }

/** Those that somebody wants, and another person has to confirm; those that lapse soonest first. They hide nothing. */
export function proposedSilences(silences: Iterable<BoardSilence>): readonly ProposedSilence[] {
  const proposed = [...silences].flatMap((one) =>
    one.state !== 'expired' && one.proposal !== undefined ? [{ ...one, proposal: one.proposal }] : [],
  )
  return proposed.toSorted(
    (a, b) =>
      (parseTime(a.proposal.until) ?? 0) - (parseTime(b.proposal.until) ?? 0) || compareUtf8(a.id, b.id),
  )
}

/** What people call it: its comment; undefined when that says nothing. */
export function commentOf({ comment }: Pick<BoardSilence, 'comment'>): string | undefined {
  const seen = firstSeen(comment)
  return seen === undefined ? undefined : lineOf(seen.trim())
}

export function authorOf({ created_by }: Pick<BoardSilence, 'created_by'>): string {
  return lineOf(firstSeen(created_by) ?? 'nobody named')
}

/** Its matchers as people write them, to the letter; why one cannot be read is said beside them. */
export function matcherTexts({ matchers }: Pick<BoardSilence, 'matchers'>): readonly string[] {
  return matchers.map((data) => lineOf(matcherText(data)))
}

export interface Phase {
  readonly next: 'starts' | 'ends'
  readonly at: Millis
  /** Until then. */
  readonly left: Millis
}

/** What comes next of a silence, by the clock; null when it is over and the server has yet to say so. */
export function phaseOf(
  { starts_at, ends_at }: Pick<BoardSilence, 'starts_at' | 'ends_at'>,
  now: Millis,
): Phase | null {
  const starts = parseTime(starts_at) ?? 0
  const ends = parseTime(ends_at) ?? 0
  if (starts > now) return { next: 'starts', at: starts, left: starts - now }
  return ends > now ? { next: 'ends', at: ends, left: ends - now } : null
}

function matcherText(data: MatcherData): string {
  const { name, value } = data
  return formatMatcher({ name, value, operator: operatorOf(data) })
}
