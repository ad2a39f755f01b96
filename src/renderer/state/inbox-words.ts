import type { InboxOutcome, InboxRow } from '../../shared/inbox.ts'

export const DECISION_WORDS: Readonly<Record<InboxRow['decision'], string>> = {
  notify: 'Told',
  hold: 'Held back',
  fold: 'Folded',
}

/** Why this person was told, or was not, in one plain sentence or two. */
export function reasonText({ reason, level }: Pick<InboxRow, 'reason' | 'level'>): string {
  switch (reason) {
    case 'critical':
      return 'Critical, and nobody had it.'
    case 'high':
      return 'High, and nobody had it.'
    case 'worse':
      return 'It got worse since you were last told.'
    case 'flapping':
      return 'It flaps, and is told as one. Only a critical sounds, every 30 min at most.'
    case 'unacknowledged':
      return 'Nobody had acknowledged it.'
    case 'storm':
      return 'Many alerts at once. One notification for all.'
    case 'ended':
      return 'It ended after you had been told.'
    case 'answer':
      return 'The answer to your Acknowledge.'
    case 'handed_over':
      return 'Somebody handed it over, or answered.'
    case 'still_on_it':
      return 'You took it, and said nothing for a while.'
    case 'unhealthy':
      return 'A part of the server was unhealthy.'
    case 'quiet_source':
      return 'A source had stopped sending.'
    case 'silence_ends':
      return 'A silence was about to end. Alerts that it hid still fired.'
    case 'silence_hides_much':
      return 'Somebody silenced a large part of the board.'
    case 'not_receiving':
      return 'Nothing had been received for 30 s.'
    case 'signed_out':
      return 'This desk’s session had ended, so nothing was received.'
    case 'receiving':
      return 'Alerts came in again.'
    case 'unstable':
      return 'The connection dropped 3 times or more in 10 min.'
    case 'away':
      return 'This desk was away. One digest of what happened.'
    case 'first_contact':
      return 'First contact with this server. One summary.'
    case 'test':
      return 'A test, sent from this desk.'
    case 'pause_over':
      return 'Your pause ended, and nobody had it.'
    case 'paused':
      return 'You had paused notifications.'
    case 'quiet_hours':
      return 'Your quiet hours. Only criticals notify then.'
    case 'in_front':
      return 'The board was open in front of you.'
    case 'outside_view':
      return 'It was outside the view that decides what you are told.'
    case 'level':
      return level === 'info' ? 'Info does not notify.' : 'Warnings do not notify. They light the badge.'
    case 'silenced':
      return 'A silence hides it for everyone.'
    case 'inhibited':
      return 'Another alert explains it.'
    case 'muted':
      return 'Its mute window was open.'
    case 'acknowledged':
      return 'Somebody already had it.'
    case 'same_group':
      return 'You had already been told of its group.'
    case 'in_flood':
      return 'More than 5 criticals in 60 s. Shown in one notification.'
    case 'in_storm':
      return 'Part of a storm. Shown in its one notification.'
    case 'in_digest':
      return 'Part of the digest after this desk was away.'
    case 'in_unstable':
      return 'The connection was unstable. Shown in one notification.'
    default:
      return reason satisfies never
  }
}

/** What became of it; empty for what was never asked of the system. */
export function outcomeText({ outcome, error }: Pick<InboxRow, 'outcome' | 'error'>): string {
  switch (outcome) {
    case 'none':
      return ''
    case 'asked':
      return 'asked, not confirmed'
    case 'failed':
      return `failed: ${error ?? 'the system gave no reason'}`
    case 'withdrawn':
      return 'withdrawn: resolved or taken'
    case 'replaced':
      return 'replaced by a newer one'
    case 'shown':
    case 'opened':
    case 'acknowledged':
    case 'dismissed':
      return outcome
    default:
      return outcome satisfies never
  }
}

/** Outcomes that only follow after the system has shown it. */
const AFTER_SHOWN: ReadonlySet<InboxOutcome> = new Set(['shown', 'opened', 'acknowledged', 'dismissed'])

export function wasShown({ outcome }: Pick<InboxRow, 'outcome'>): boolean {
  return AFTER_SHOWN.has(outcome)
}
