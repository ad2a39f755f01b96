import {
  type Acknowledgement,
  type AlertEventType,
  formatTime,
  type Millis,
  parseTime,
  smallest,
} from '@watchfloor/contract'
import { durationText } from '../ground/duration-text.ts'
import type { AlertRecord } from './record.ts'
import type { AlertRules } from './rules.ts'
import type { Step } from './step.ts'

/** What the clock meets; nobody is asked, and nothing lapses, while an outage of ours is waited out (S4). */
interface ClockView {
  readonly now: Millis
  readonly rules: Pick<AlertRules, 'askAfter' | 'returnAfter' | 'offersLast'>
  readonly holdUntil: Millis
}

/** What the passing of time makes of who has a firing alert (S9, S37, S38); undefined when nothing. */
export function tickAcknowledgement(record: AlertRecord, view: ClockView): Step | undefined {
  const own = record.acknowledged
  if (own === null) return undefined
  const { now, rules } = view
  const is = (time: string | undefined): boolean => time !== undefined && (parseTime(time) ?? 0) <= now
  const step = (type: AlertEventType, acknowledged: Acknowledgement | null, reason?: string): Step => ({
    record: { ...record, acknowledged, updatedAt: now },
    emit: [type],
    ...(reason === undefined ? {} : { reason }),
    opens: false,
    durable: true,
  })
  if (own.until === 'time' && is(own.ends_at)) {
    return step('alert_unacknowledged', null, `the acknowledgement of ${own.name} ended by time`)
  }
  if (now < view.holdUntil) return undefined
  if (is(own.returns_at)) {
    const reason = `${own.name} did not say within ${durationText(rules.returnAfter)} that they are still on it`
    return step('alert_unacknowledged', null, reason)
  }
  const { offered_to, ...kept } = own
  if (offered_to !== undefined && is(offered_to.lapses_at)) {
    const reason = `${offered_to.name} did not take it within ${durationText(rules.offersLast)}`
    return step('alert_offer_ended', kept, reason)
  }
  if ((asksAt(own, rules) ?? now + 1) > now) return undefined
  const times = {
    asked_at: formatTime(now),
    returns_at: formatTime(now + rules.returnAfter - rules.askAfter),
  }
  return step('alert_asked', { ...own, ...times })
}

/** When the clock next has to look at who has it. */
export function acknowledgementLook({ acknowledged: own }: AlertRecord, view: ClockView): Millis {
  if (own === null) return Number.POSITIVE_INFINITY
  const { now, rules, holdUntil } = view
  const asks = asksAt(own, rules)
  const waiting = [own.returns_at, own.offered_to?.lapses_at]
    .filter((time) => time !== undefined)
    .map((time) => parseTime(time) ?? now)
  return smallest([
    ...(own.ends_at === undefined ? [] : [parseTime(own.ends_at) ?? now]),
    ...[...waiting, ...(asks === undefined ? [] : [asks])].map((at) => Math.max(at, holdUntil)),
  ])
}

/**
 * When its owner is asked; undefined when they were, or have said themselves when it ends, sooner than it would come back
 * anyhow.
 */
function asksAt(own: Acknowledgement, rules: ClockView['rules']): Millis | undefined {
  if (own.asked_at !== undefined) return undefined
  const since = parseTime(own.at) ?? 0
  const ends = own.until === 'time' ? parseTime(own.ends_at ?? '') : undefined
  return ends !== undefined && ends - since <= rules.returnAfter ? undefined : since + rules.askAfter
}
