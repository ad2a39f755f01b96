import { type Alert, type Millis, parseTime, type ResolvedBy } from '@watchfloor/contract'
import { lineOf } from '../../../shared/alert-words.ts'
import { formatCalmly, momentText } from '../../../shared/times.ts'

const ENDS: Readonly<Record<ResolvedBy, string>> = {
  sender: 'by its sender',
  webhook: "by Alertmanager's webhook",
  person: 'by hand',
  timeout: '',
}

/** What is so now, who has it, and what is not known; whole minutes once it is older than one. */
export function stateSentence(alert: Alert, now: Millis): string {
  const started = parseTime(alert.starts_at) ?? now
  if (alert.status === 'resolved') {
    const ended = parseTime(alert.ends_at ?? '') ?? now
    const when = `${formatCalmly(now - ended)} ago (${momentText(ended, now)})`
    if (alert.resolved_by === 'timeout') return `Ended ${when} by timeout: nobody said that it is over.`
    return `Resolved ${when} ${ENDS[alert.resolved_by ?? 'sender']}, after ${formatCalmly(ended - started)}.`
  }
  const age = `${formatCalmly(now - started)} (since ${momentText(started, now)})`
  const firing = alert.unconfirmed
    ? `Unconfirmed: last known firing, for ${age}. Its source is quiet.`
    : `Firing for ${age}.`
  const owner =
    alert.acknowledged_by === null ? 'Nobody has it.' : `${lineOf(alert.acknowledged_by.name)} has it.`
  return `${firing} ${owner}`
}
