import {
  type BoardSilence,
  formatTime,
  type MatcherData,
  type Millis,
  parseTime,
  type SaveSilenceRequest,
} from '@watchfloor/contract'

/** How long it lasts: a span from the moment it is made, or a wall-clock end. */
export type Length =
  | { readonly kind: 'span'; readonly ms: Millis }
  | { readonly kind: 'until'; readonly at: Millis | null }

export const SPANS: readonly { readonly label: string; readonly ms: Millis }[] = [
  { label: '30 min', ms: 30 * 60_000 },
  { label: '1 h', ms: 60 * 60_000 },
  { label: '2 h', ms: 2 * 60 * 60_000 },
  { label: '4 h', ms: 4 * 60 * 60_000 },
]
/** Two hours: long enough to work in, short enough to be forgotten safely. */
export const INITIAL_LENGTH: Length = { kind: 'span', ms: 2 * 60 * 60_000 }

/** When it ends; null while no end was chosen. */
export function endOf(length: Length, now: Millis): Millis | null {
  return length.kind === 'span' ? now + length.ms : length.at
}

/** What is sent of a silence; what a change does not speak of stays as it was (S29). */
export interface Draft {
  /** The silence to change, or to make again; absent for a new one. */
  readonly id?: string | undefined
  readonly matchers: readonly MatcherData[]
  readonly starts: Millis
  readonly ends: Millis
  readonly by: string
  readonly comment: string
  /** It ends as soon as what it hides now has resolved; absent: as it was. */
  readonly untilResolved?: boolean | undefined
  /** Upstreams that a new one is written to; absent leaves it to the server. */
  readonly upstreams?: readonly string[] | undefined
  /** Whoever makes it has seen how much it hides, and said that this is meant. */
  readonly confirmed?: boolean
}

/** One that has ended, as it was, to be made again; its matchers to the letter (S28). */
export function draftAgain(silence: BoardSilence, now: Millis): Draft {
  return {
    id: silence.id,
    matchers: silence.matchers,
    starts: Math.max(now, parseTime(silence.starts_at) ?? now),
    ends: parseTime(silence.ends_at) ?? now,
    by: silence.created_by,
    comment: silence.comment,
    // It hid the same a moment ago.
    confirmed: true,
  }
}

/** The body of `POST /api/v2/silences/save`. */
export function saveRequest(draft: Draft): SaveSilenceRequest {
  return {
    ...(draft.id === undefined ? {} : { id: draft.id }),
    matchers: [...draft.matchers],
    starts_at: formatTime(draft.starts),
    ends_at: formatTime(draft.ends),
    ...(draft.by === '' ? {} : { created_by: draft.by }),
    comment: draft.comment,
    ...(draft.untilResolved === undefined ? {} : { until_resolved: draft.untilResolved }),
    ...(draft.upstreams === undefined ? {} : { upstreams: [...draft.upstreams] }),
    ...(draft.confirmed === true ? { confirm: true } : {}),
  }
}
