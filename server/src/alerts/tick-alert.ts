import { isGoingOn, largest, type Millis } from '@watchfloor/contract'
import { calmAt, calmed } from './flapping.ts'

import { closeLife, type Directions, hasOtherWords, republish } from './life.ts'
import { type AlertRecord, deadlineOf, liveReports, type Report } from './record.ts'
import type { AlertRules } from './rules.ts'
import type { Step } from './step.ts'
import { acknowledgementLook, tickAcknowledgement } from './tick-acknowledgement.ts'

/** What the clock meets: how the sources are doing (S5), and until when an outage of ours excuses them (S4). */
export interface ClockView {
  readonly now: Millis
  readonly rules: AlertRules
  /** Who silences labels now, and where they go. */
  readonly directions: Directions
  /** Deadlines do not fire before this time. */
  readonly holdUntil: Millis
  readonly isQuiet: (source: string) => boolean
  /** The source's next word is about due, so that it will soon be known whether it is quiet (S5). */
  readonly isDue: (source: string) => boolean
  /** When a source that had been quiet was heard again; undefined when it never was quiet. */
  readonly backSince: (source: string) => Millis | undefined
}

/** An unconfirmed alert waits for its source, so it is looked at this often. */
const RECHECK_MS = 5_000

/** What the passing of time makes of an alert; undefined when nothing, `forget` when it is no longer remembered. */
export function tickAlert(record: AlertRecord, view: ClockView): Step | 'forget' | undefined {
  const { now, rules } = view
  if (!isGoingOn(record)) {
    return now - record.updatedAt >= rules.remember ? 'forget' : undefined
  }
  const isFiring = record.status === 'firing'
  if (isFiring && now >= view.holdUntil) {
    const lost = loseContact(record, view)
    if (lost !== undefined) return lost
  }
  const owned = tickAcknowledgement(record, view)
  if (owned !== undefined) return owned
  if (calmAt(record, view) <= now) return calmed(record, now)
  if (record.unconfirmed || !isFiring) return undefined
  const step = republish(record, now, rules, view.directions)
  return step.emit.length > 0 ? step : undefined
}

/** When to look at this alert again. */
export function nextLook(record: AlertRecord, view: Pick<ClockView, 'now' | 'rules' | 'holdUntil'>): Millis {
  const { now, rules } = view
  if (!isGoingOn(record)) return record.updatedAt + rules.remember
  let at = Math.min(calmAt(record, view), acknowledgementLook(record, view))
  if (record.status === 'firing') {
    for (const key in record.reports) {
      const { status, endsAt } = record.reports[key] as Report
      if (status === 'firing') at = Math.min(at, Math.max(endsAt, view.holdUntil))
    }
    if (deadlineOf(record) === undefined) at = Math.min(at, now + RECHECK_MS)
    // Words that still wait may have been due while nothing could be written.
    if (hasOtherWords(record)) at = Math.min(at, record.annotationsAt + rules.annotationInterval)
  }
  return Math.max(at, now)
}

/** Deadlines that passed: the alert ends as a loss of contact (S2), or becomes unconfirmed if its source is quiet (S5). */
function loseContact(record: AlertRecord, view: ClockView): Step | undefined {
  const { now } = view
  let expired = false
  const reports = Object.fromEntries(
    Object.entries(record.reports).map(([key, report]) => {
      if (report.status !== 'firing' || report.endsAt > now || view.isDue(report.source)) return [key, report]
      expired = true
      return [key, { ...report, status: 'expired' } satisfies Report]
    }),
  )
  const told: AlertRecord = expired ? { ...record, reports } : record
  if (liveReports(told).length > 0) {
    return expired ? republish(told, now, view.rules, view.directions, true) : undefined
  }
  const lost = lastLost(told, view.rules)
  if (lost.some((report) => view.isQuiet(report.source))) {
    if (told.unconfirmed) return expired ? { record: told, emit: [], opens: false, durable: true } : undefined
    const unconfirmed: AlertRecord = { ...told, unconfirmed: true, updatedAt: now }
    return { record: unconfirmed, emit: ['alert_updated'], opens: false, durable: true }
  }
  if (
    told.unconfirmed &&
    lost.some((report) => now - (view.backSince(report.source) ?? 0) < view.rules.resolveTimeout)
  ) {
    return undefined
  }
  const endsAt = largest(Object.values(told.reports).map((report) => report.endsAt))
  return closeLife(told, { at: Math.min(endsAt, now) }, 'timeout', now)
}

/** Who lost contact last, and who did not long before: one that has been gone for a day says nothing any more (S5). */
function lastLost(record: AlertRecord, rules: AlertRules): readonly Report[] {
  const lost = Object.values(record.reports).filter((report) => report.status === 'expired')
  const last = largest(lost.map((report) => report.endsAt))
  return lost.filter((report) => report.endsAt > last - rules.remember)
}
