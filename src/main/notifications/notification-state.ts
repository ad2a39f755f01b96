import type { NotificationState } from '../../shared/desk-state.ts'
import type { InboxRow } from '../../shared/inbox.ts'
import type { Notifier } from './notifier.ts'

/** Does this row tell whether the system shows notifications? */
export function isAsked({ decision, outcome }: InboxRow): boolean {
  return decision === 'notify' && (outcome === 'asked' || outcome === 'shown' || outcome === 'failed')
}

/** Whether this computer can show notifications, by the last row that tells. */
export function notificationState(notifier: Notifier, last: InboxRow | null): NotificationState {
  const is_supported = notifier.isSupported()
  if (last === null) return { is_supported, last: null }
  const { outcome_at: at, error } = last
  const outcome = last.outcome === 'asked' || last.outcome === 'failed' ? last.outcome : 'shown'
  return { is_supported, last: { at, outcome, ...(error !== undefined && { error }) } }
}
