import { type AlertmanagerSilence, type BoardSilence, formatTime } from '@watchfloor/contract'

/** A silence that has ended, and so is not on the board, as one of it. */
export function silenceOf(given: AlertmanagerSilence): BoardSilence {
  return {
    id: given.id,
    state: given.state,
    matchers: given.matchers,
    comment: given.comment,
    annotations: given.annotations,
    sequence: 0,
    starts_at: formatTime(given.startsAt),
    ends_at: formatTime(given.endsAt),
    updated_at: formatTime(given.updatedAt),
    created_by: given.createdBy,
  }
}
