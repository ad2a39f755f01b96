import { type Alert, type Level, type Millis, suppressedBy } from '@watchfloor/contract'
import type { InboxReason } from '../../shared/inbox.ts'
import { pauseAt } from '../../shared/pauses.ts'
import type { DecidingView } from '../../shared/saved-views.ts'
import type { QuietHours } from '../../shared/settings.ts'

/** What holds for this person at the moment. */
export interface Circumstances {
  /** Wall time until which everything is held back; null when not paused. */
  readonly paused_until: Millis | null
  readonly quiet_hours: QuietHours | null
  /** The board is visible and focused, and the screen is not locked. */
  readonly in_front: boolean
  /** This person's name, by which alerts are taken; null before it was told. */
  readonly name: string | null
  /** The view that decides what this person is told; without one, everything does. */
  readonly view?: DecidingView | null
}

export type Verdict =
  | { readonly decision: 'notify'; readonly reason: InboxReason }
  | { readonly decision: 'hold'; readonly reason: InboxReason }

/** What is judged: the worst level that needs somebody, and whether it was told as something less before. */
export interface Need {
  readonly level: Level
  readonly is_worse: boolean
  readonly is_flapping: boolean
  /** None of it is in the view of this person's choice. */
  readonly is_outside: boolean
}

/**
 * Whether this person is told now (S25, S39). A pause holds everything back, a view what is outside it, quiet
 * hours everything but criticals; and what lies open in front of somebody needs no notification, unless it is critical.
 */
export function judge(
  { level, is_worse, is_flapping, is_outside }: Need,
  now: Millis,
  at: Circumstances,
): Verdict {
  if (level !== 'critical' && level !== 'high') return { decision: 'hold', reason: 'level' }
  if (isPaused(at, now)) return { decision: 'hold', reason: 'paused' }
  if (is_outside) return { decision: 'hold', reason: 'outside_view' }
  if (level === 'critical') {
    return { decision: 'notify', reason: is_flapping ? 'flapping' : is_worse ? 'worse' : 'critical' }
  }
  if (isQuiet(at.quiet_hours, now)) return { decision: 'hold', reason: 'quiet_hours' }
  if (at.in_front) return { decision: 'hold', reason: 'in_front' }
  return { decision: 'notify', reason: is_flapping ? 'flapping' : is_worse ? 'worse' : 'high' }
}

/** The same for what is no alert: this desk's connection and the server's components. */
export function judgeNotice(isUrgent: boolean, now: Millis, at: Circumstances): InboxReason | null {
  if (isPaused(at, now)) return 'paused'
  return !isUrgent && isQuiet(at.quiet_hours, now) ? 'quiet_hours' : null
}

/** Is it in the view that decides what this person is told? */
export function isInView(alert: Alert, { view }: Pick<Circumstances, 'view'>): boolean {
  return view == null || view.passes(alert)
}

/** Why an alert that fires needs nobody; null when it does need somebody. */
export function hiddenBy(alert: Alert): InboxReason | null {
  return suppressedBy(alert) ?? (alert.acknowledged_by === null ? null : 'acknowledged')
}

export function isPaused({ paused_until }: Circumstances, now: Millis): boolean {
  return pauseAt(paused_until, now) !== null
}

/** Is this moment within them, in this computer's zone? A window from 22:00 to 07:00 goes over midnight. */
export function isQuiet(hours: QuietHours | null, now: Millis): boolean {
  if (hours === null) return false
  const at = new Date(now)
  const minute = at.getHours() * 60 + at.getMinutes()
  const [from, to] = [minutesOf(hours.from), minutesOf(hours.to)]
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}
