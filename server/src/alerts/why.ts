import {
  type Acknowledgement,
  type Alert,
  alertName,
  firstSeen,
  isBlank,
  isGoingOn,
  type LoggedEvent,
  type Obstacle,
  OUTSIDE,
  obstaclesOf,
  type Reporter,
  type Silence,
  type Why,
  type WhyReason,
} from '@watchfloor/contract'

type AlertEvent = Extract<LoggedEvent, { readonly source: 'alert_processor' }>

/** What the answer is worked out from. */
export interface WhyFacts {
  readonly alert: Alert
  readonly silence: (id: string) => Silence | undefined
  readonly other: (fingerprint: string) => Alert | undefined
  readonly reporters: readonly Reporter[]
  /** The alert's events, newest first; as far back as was read. */
  readonly history: readonly LoggedEvent[]
}

/** Says in plain sentences what stands between an alert and a person, since when, and who did it. */
export function whyOf(facts: WhyFacts): Why {
  const { alert } = facts
  const name = alertName(alert)
  if (!isGoingOn(alert)) {
    const reason = resolved(facts)
    return {
      fingerprint: alert.fingerprint,
      text: `${name}: ${reason.text}`,
      reasons: [reason],
      reported: facts.reporters.map(said),
    }
  }
  const reasons = obstaclesOf(alert, facts.history).map((obstacle) => reasonFor(obstacle, facts))
  const count = reasons.length === 1 ? 'One thing stands' : `${reasons.length} things stand`
  const text =
    reasons.length === 0
      ? `${name} fires, and nothing stands between it and a person.`
      : `${count} between ${name} and a person: ${reasons.map((reason) => reason.text).join(' ')}`
  return { fingerprint: alert.fingerprint, text, reasons, reported: facts.reporters.map(said) }
}

function reasonFor(obstacle: Obstacle, facts: WhyFacts): WhyReason {
  const since = 'since' in obstacle && obstacle.since !== undefined ? { since: obstacle.since } : {}
  const begun = obstacle.kind !== 'acknowledgement' && 'since' in since ? ` since ${moment(since.since)}` : ''
  switch (obstacle.kind) {
    case 'silence':
      return { ...silenced(obstacle.id, begun, facts), ...since }
    case 'inhibition': {
      const { fingerprint: inhibitor, rule } = obstacle
      if (inhibitor === OUTSIDE.fingerprint)
        return { kind: 'inhibition', text: `Inhibited by an alert ${OUTSIDE.rule}${begun}.`, ...since }
      const other = facts.other(inhibitor)
      const name = other === undefined ? inhibitor : alertName(other)
      const text = `Inhibited by ${name}${begun}, by the rule ${rule}.`
      return { kind: 'inhibition', text, inhibitor, rule, ...since }
    }
    case 'mute': {
      const { interval } = obstacle
      return { kind: 'mute', text: `Muted by the time interval ${interval}${begun}.`, interval, ...since }
    }
    case 'acknowledgement':
      return acknowledged(obstacle.own)
    case 'unconfirmed':
      return { kind: 'unconfirmed', text: unconfirmedText(begun, facts), ...since }
    case 'flapping': {
      const text = `Flapping${begun}: it fired ${obstacle.lives} times, and is told as one until nothing changes for 15 minutes.`
      return { kind: 'flapping', text, ...since }
    }
  }
}

function silenced(id: string, begun: string, facts: WhyFacts): WhyReason {
  const silence = facts.silence(id)
  if (silence === undefined) return { kind: 'silence', text: `Silenced by ${id}${begun}.`, silence: id }
  const { created_by, comment, ends_at: until } = silence
  const by = isBlank(created_by) ? {} : { by: created_by }
  const who = isBlank(created_by) ? '' : ` by ${created_by}`
  const why = isBlank(comment) ? '' : `: ${comment}`
  const text = `Silenced${who}${begun}, until ${moment(until)}${why}.`
  return { kind: 'silence', text, silence: id, ...by, until }
}

function acknowledged(own: Acknowledgement): WhyReason {
  const until = {
    resolved: 'until it resolves',
    worse: 'until it gets worse',
    time: own.ends_at === undefined ? 'for a time' : `until ${moment(own.ends_at)}`,
  }[own.until]
  const note = own.note === undefined || isBlank(own.note) ? '' : `: ${own.note}`
  const { offered_to, asked_at, returns_at = '' } = own
  const offer =
    offered_to === undefined
      ? ''
      : ` It is offered to ${offered_to.name}, until ${moment(offered_to.lapses_at)}.`
  const asked =
    asked_at === undefined
      ? ''
      : ` Asked since ${moment(asked_at)} whether they are still on it: without an answer it is everybody’s at ${moment(returns_at)}.`
  const text = `${own.name} has it since ${moment(own.at)}, ${until}${note}.${offer}${asked}`
  const ends = own.ends_at === undefined ? {} : { until: own.ends_at }
  return { kind: 'acknowledgement', text, by: own.name, since: own.at, ...ends }
}

function unconfirmedText(begun: string, { reporters }: WhyFacts): string {
  const quiet = reporters.filter(({ status }) => status === 'lost').map(({ source }) => source)
  const who = quiet.length === 0 ? 'its source' : [...new Set(quiet)].join(', ')
  return `Unconfirmed${begun}: nothing comes from ${who}, so it is not known to go on, and not known to be over.`
}

function resolved({ alert, history }: WhyFacts): WhyReason {
  const end = history.find(
    (event): event is AlertEvent => event.type === 'alert_resolved' && event.data.life === alert.life,
  )
  const note = end?.data.reason === undefined ? '' : `: ${end.data.reason}`
  const when = alert.ends_at === undefined ? '' : ` at ${moment(alert.ends_at)}`
  const how = {
    sender: 'its sender said so',
    webhook: 'a webhook said so',
    person: `${firstSeen(end?.data.by) ?? 'a person'} ended it by hand${note}`,
    timeout: 'nobody reported it any more, which is no proof that it is over',
  }[alert.resolved_by ?? 'sender']
  const until = alert.ends_at === undefined ? {} : { until: alert.ends_at }
  const by = alert.resolved_by === 'person' && end?.data.by !== undefined ? { by: end.data.by } : {}
  return { kind: 'resolved', text: `It ended${when}: ${how}.`, ...by, ...until }
}

/** The last word of one that reports it (S1). */
function said({ entry, source: name, others, status, last_report, deadline }: Reporter): string {
  const source = others ? `One of several (${name})` : name
  const how = entry === 'relayed' ? ' by webhook' : ''
  const heard = moment(last_report)
  switch (status) {
    case 'firing':
      return `${source} said${how} at ${heard} that it fires, which holds until ${moment(deadline)}.`
    case 'resolved':
      return `${source} said${how} at ${heard} that it is over.`
    case 'lost':
      return `${source} has said nothing since ${heard}.`
  }
}

/** `2026-11-25 14:30 UTC`. */
function moment(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 16)} UTC`
}
