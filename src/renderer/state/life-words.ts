import { type Millis, type PastLife, parseTime } from '@watchfloor/contract'
import { lineOf } from '../../shared/alert-words.ts'
import { formatDuration } from '../../shared/times.ts'

/** How long it lasted, as far as that is known: after a loss of contact nobody knows when it was over. */
export function lastedText({ began, ended, ended_by }: PastLife, now: Millis): string {
  const from = parseTime(began) ?? now
  if (ended === null) return `${formatDuration(Math.max(0, now - from))} so far`
  const length = formatDuration((parseTime(ended) ?? now) - from)
  return ended_by === 'timeout' ? `unknown, heard for ${length}` : length
}

/** Who had it, and how soon. */
export function takenText({ began, acknowledged, owner, note, ended }: PastLife): string {
  if (acknowledged === null) return ended === null ? 'nobody yet' : 'nobody'
  const after = formatDuration((parseTime(acknowledged) ?? 0) - (parseTime(began) ?? 0))
  const said = note === undefined ? '' : `: “${lineOf(note)}”`
  return `${lineOf(owner || 'somebody')}, after ${after}${said}`
}

export function endText({ ended_by, ended }: PastLife): string {
  if (ended === null) return 'still firing'
  return {
    sender: 'resolved by its sender',
    webhook: 'resolved by webhook',
    person: 'ended by hand',
    // A loss of contact is no success (S2).
    timeout: 'contact lost: not known to be over',
  }[ended_by ?? 'sender']
}
