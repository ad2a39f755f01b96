import {
  type Acknowledgement,
  type Alert,
  isGoingOn,
  isOfferedTo,
  type Millis,
  parseTime,
} from '@watchfloor/contract'
import { lineOf } from '../../../shared/alert-words.ts'
import { episodeText, flappingNow } from '../../../shared/episode-words.ts'
import { formatCalmly, momentText } from '../../../shared/times.ts'
import { endedBy } from './ended-by.ts'

/** What is so now, who has it, and what is not known; whole minutes once it is older than one. */
export function stateSentence(alert: Alert, now: Millis, me: string | null = null): string {
  const started = parseTime(alert.starts_at) ?? now
  if (!isGoingOn(alert)) {
    const ended = parseTime(alert.ends_at ?? '') ?? now
    const when = `${formatCalmly(now - ended)} ago (${momentText(ended, now)})`
    const [verb, by] = endedBy(alert.resolved_by)
    const after = alert.resolved_by === 'timeout' ? '' : `, after ${formatCalmly(ended - started)}`
    return `${verb} ${when} ${by}${after}.`
  }
  const age = `${formatCalmly(now - started)} (since ${momentText(started, now)})`
  const owner = ownerSentence(alert.acknowledged_by, now, me)
  if (alert.episode !== undefined) {
    const since = `since ${momentText(parseTime(alert.episode.since) ?? now, now)}`
    return `Flapping ${since}: ${episodeText(alert, now)}; ${flappingNow(alert)}. ${owner}`
  }
  const firing = alert.unconfirmed
    ? `Unconfirmed: last known firing, for ${age}. Its source is quiet.`
    : `Firing for ${age}.`
  return `${firing} ${owner}`
}

/** Who has it, whom it is offered to, and whether they are asked about it. */
function ownerSentence(own: Acknowledgement | null, now: Millis, me: string | null): string {
  if (own === null) return 'Nobody has it.'
  const owner = lineOf(own.name)
  const { offered_to, asked_at, returns_at } = own
  const time = (text: string): string => momentText(parseTime(text) ?? now, now)
  const to = isOfferedTo(own, me) ? 'you' : lineOf(offered_to?.name ?? '')
  const offer =
    offered_to === undefined
      ? ''
      : ` They hand it over to ${to}, until ${time(offered_to.lapses_at)} at the latest.`
  const asked =
    asked_at === undefined
      ? ''
      : ` Asked at ${time(asked_at)}: still on it? Without an answer it is everybody’s at ${time(returns_at ?? asked_at)}.`
  return `${owner} has it.${offer}${asked}`
}
