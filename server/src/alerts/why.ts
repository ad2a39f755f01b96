import {
  type Alert,
  alertName,
  type LoggedEvent,
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
  if (alert.status === 'resolved') {
    const reason = resolved(facts)
    return {
      fingerprint: alert.fingerprint,
      text: `${name}: ${reason.text}`,
      reasons: [reason],
      reported: facts.reporters.map(said),
    }
  }
  const reasons = [
    ...alert.silenced_by.map((id) => silenced(id, facts)),
    ...alert.inhibited_by.map((inhibitor) => inhibited(inhibitor, facts)),
    ...alert.muted_by.map((interval) => muted(interval, facts)),
    ...acknowledged(alert),
    ...(alert.unconfirmed ? [unconfirmed(facts)] : []),
    ...(alert.flapping > 0 ? [flapping(alert)] : []),
  ]
  const count = reasons.length === 1 ? 'One thing stands' : `${reasons.length} things stand`
  const text =
    reasons.length === 0
      ? `${name} fires, and nothing stands between it and a person.`
      : `${count} between ${name} and a person: ${reasons.map((reason) => reason.text).join(' ')}`
  return { fingerprint: alert.fingerprint, text, reasons, reported: facts.reporters.map(said) }
}

function silenced(id: string, facts: WhyFacts): WhyReason {
  const since = sinceOf(facts, ({ silenced_by }) => silenced_by.includes(id))
  const silence = facts.silence(id)
  if (silence === undefined) return { kind: 'silence', text: `Silenced by ${id}.`, silence: id, ...since }
  const by = silence.created_by === '' ? {} : { by: silence.created_by }
  const who = silence.created_by === '' ? '' : ` by ${silence.created_by}`
  const comment = silence.comment === '' ? '' : `: ${silence.comment}`
  const text = `Silenced${who}${at('since', since)}, until ${moment(silence.ends_at)}${comment}.`
  return { kind: 'silence', text, silence: id, ...by, ...since, until: silence.ends_at }
}

function inhibited({ fingerprint, rule }: Alert['inhibited_by'][number], facts: WhyFacts): WhyReason {
  const since = sinceOf(facts, ({ inhibited_by }) =>
    inhibited_by.some((one) => one.fingerprint === fingerprint),
  )
  const other = facts.other(fingerprint)
  const name = other === undefined ? fingerprint : alertName(other)
  const text = `Inhibited by ${name}${at('since', since)}, by the rule ${rule}.`
  return { kind: 'inhibition', text, inhibitor: fingerprint, rule, ...since }
}

function muted(interval: string, facts: WhyFacts): WhyReason {
  const since = sinceOf(facts, ({ muted_by }) => muted_by.includes(interval))
  return {
    kind: 'mute',
    text: `Muted by the time interval ${interval}${at('since', since)}.`,
    interval,
    ...since,
  }
}

function acknowledged({ acknowledged_by: own }: Alert): readonly WhyReason[] {
  if (own === null) return []
  const until = {
    resolved: 'until it resolves',
    worse: 'until it gets worse',
    time: own.ends_at === undefined ? 'for a time' : `until ${moment(own.ends_at)}`,
  }[own.until]
  const note = own.note === undefined || own.note === '' ? '' : `: ${own.note}`
  const text = `${own.name} has it since ${moment(own.at)}, ${until}${note}.`
  const ends = own.ends_at === undefined ? {} : { until: own.ends_at }
  return [{ kind: 'acknowledgement', text, by: own.name, since: own.at, ...ends }]
}

function unconfirmed(facts: WhyFacts): WhyReason {
  const since = sinceOf(facts, (data) => data.unconfirmed)
  const quiet = facts.reporters.filter(({ status }) => status === 'lost').map(({ source }) => source)
  const who = quiet.length === 0 ? 'its source' : [...new Set(quiet)].join(', ')
  const text = `Unconfirmed${at('since', since)}: nothing comes from ${who}, so it is not known to go on, and not known to be over.`
  return { kind: 'unconfirmed', text, ...since }
}

function flapping({ flapping: lives }: Alert): WhyReason {
  return { kind: 'flapping', text: `Flapping: it fired ${lives} times in a short while, and is told as one.` }
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
    person: `${end?.data.by ?? 'a person'} ended it by hand${note}`,
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

/** When something began to hold without a break in this life; nothing when not even the newest event shows it. */
function sinceOf(
  { alert, history }: WhyFacts,
  holds: (data: AlertEvent['data']) => boolean,
): { readonly since?: string } {
  let since: string | undefined
  for (const event of history) {
    if (event.source !== 'alert_processor') continue
    if (event.data.life !== alert.life || !holds(event.data)) break
    since = event.timestamp
  }
  return since === undefined ? {} : { since }
}

function at(word: string, { since }: { readonly since?: string }): string {
  return since === undefined ? '' : ` ${word} ${moment(since)}`
}

/** `2026-11-25 14:30 UTC`. */
function moment(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 16)} UTC`
}
