import { type Alert, type Millis, parseTime } from '@watchfloor/contract'
import { lineOf } from '../../../shared/alert-words.ts'
import { formatCalmly, momentText } from '../../../shared/times.ts'
import { endedBy } from './ended-by.ts'

/** What is so now, who has it, and what is not known; whole minutes once it is older than one. */
export function stateSentence(alert: Alert, now: Millis): string {
  const started = parseTime(alert.starts_at) ?? now
  if (alert.status === 'resolved') {
    const ended = parseTime(alert.ends_at ?? '') ?? now
    const when = `${formatCalmly(now - ended)} ago (${momentText(ended, now)})`
    const [verb, by] = endedBy(alert.resolved_by)
    const after = alert.resolved_by === 'timeout' ? '' : `, after ${formatCalmly(ended - started)}`
    return `${verb} ${when} ${by}${after}.`
  }
  const age = `${formatCalmly(now - started)} (since ${momentText(started, now)})`
  const firing = alert.unconfirmed
    ? `Unconfirmed: last known firing, for ${age}. Its source is quiet.`
    : `Firing for ${age}.`
  const owner =
    alert.acknowledged_by === null ? 'Nobody has it.' : `${lineOf(alert.acknowledged_by.name)} has it.`
  return `${firing} ${owner}`
}
