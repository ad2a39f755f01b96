import {
  type Acknowledgement,
  type Alert,
  type Event,
  isAskedOf,
  isGoingOn,
  isOfferedTo,
} from '@watchfloor/contract'
import { lineOf } from './alert-words.ts'
import { whatOf } from './what-of.ts'

type AlertEvent = Extract<Event, { readonly source: 'alert_processor' }>

/** What others did with alerts that I had a moment ago, in one sentence for each way and person. */
export interface News {
  /** Before the alert's name, or their number, and after it. */
  readonly begin: string
  readonly what: string
  readonly rest: string
  readonly alerts: readonly Alert[]
  /** I offered it, and have it still. */
  readonly isStillYours: boolean
}

/** Somebody answered what I offered, took something over, or gave it back; or it returned to everybody. */
export function teamNews(
  events: readonly Event[],
  mine: ReadonlyMap<string, Acknowledgement>,
  me: string,
): readonly News[] {
  const said = new Map<
    string,
    {
      readonly begin: string
      readonly rest: string
      readonly alerts: Alert[]
      readonly isStillYours: boolean
    }
  >()
  for (const event of events) {
    if (event.source !== 'alert_processor') continue
    const before = mine.get(event.data.fingerprint)
    const told = before === undefined ? null : sentenceOf(event, before, me)
    if (told === null) continue
    const [begin, rest] = told
    const known = said.get(`${begin} ${rest}`)
    if (known === undefined)
      said.set(`${begin} ${rest}`, {
        begin,
        rest,
        alerts: [event.data],
        isStillYours: event.type === 'alert_offer_ended',
      })
    else known.alerts.push(event.data)
  }
  return Array.from(said.values(), (news) => ({ ...news, what: whatOf(news.alerts) }))
}

/** Before the alert's name and after it; null for what needs no words, or was my own doing. */
function sentenceOf(
  { type, data: { by, reason, acknowledged_by: now } }: AlertEvent,
  before: Acknowledgement,
  me: string,
): readonly [string, string] | null {
  if (before.name !== me || by === me) return null
  const who = by === undefined ? '' : lineOf(by)
  switch (type) {
    case 'alert_acknowledged':
      if (now === null || now.name === me) return null
      return before.offered_to === undefined
        ? [`${who} took`, ' over from you.']
        : [`${who} accepted`, '. They have it now.']
    case 'alert_offer_ended':
      return by === undefined
        ? [`${lineOf(before.offered_to?.name ?? 'They')} did not take`, ' in time. You still have it.']
        : [`${who} declined`, '. You still have it.']
    case 'alert_unacknowledged':
      return by === undefined
        ? ['Nobody has', ` any more: ${lineOf(reason ?? 'your acknowledgement ended')}.`]
        : [`${who} gave`, ' back. Nobody has it.']
    default:
      return null
  }
}

/** What waits for this person: alerts that are offered to them, and those whose owner they are asked to be still. */
export interface Waiting {
  readonly offered: readonly Alert[]
  readonly asked: readonly Alert[]
}

export function waitingOf(alerts: Iterable<Alert>, me: string | null): Waiting {
  const offered: Alert[] = []
  const asked: Alert[] = []
  for (const alert of alerts) {
    if (!isGoingOn(alert) || alert.acknowledged_by === null) continue
    if (isOfferedTo(alert.acknowledged_by, me)) offered.push(alert)
    else if (isAskedOf(alert.acknowledged_by, me)) asked.push(alert)
  }
  return { offered, asked }
}
