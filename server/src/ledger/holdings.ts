import { isAcknowledgement, type Silence } from '@watchfloor/contract'
import { type Held, type Holding, reportersTexts, textsOf } from '../alerts/budget.ts'
import type { AlertRecord } from '../alerts/record.ts'
import { bothStanding, NOTHING_STANDS, type Standing } from '../ground/standing.ts'
import { silenceBytes } from '../silences/silence-room.ts'

/** Nobody is known to have sent what an earlier version stored. */
const NOBODY = ''
const NOTHING: Holding = { count: 0, bytes: 0 }

/** What one thing counts for, and whom; undefined when it does not count. */
type Weigh<T> = (one: T) => { readonly sender: string; readonly bytes: number } | undefined

/** How many there are of one kind and how large they are, in all and by sender; of a layer, what it changes. */
class Holdings<T> {
  readonly #weigh: Weigh<T>
  #all: Holding = NOTHING
  readonly #bySender = new Map<string, Holding>()

  constructor(weigh: Weigh<T>) {
    this.#weigh = weigh
  }

  held(sender: string): Held {
    return { all: this.#all, ofSender: this.#bySender.get(sender) ?? NOTHING }
  }

  get all(): Holding {
    return this.#all
  }

  /** Something is kept in the place of what it was before; undefined is nothing. */
  replace(before: T | undefined, after: T | undefined): void {
    this.#add(before, -1)
    this.#add(after, 1)
  }

  /** What another one holds comes to it. */
  take(other: Holdings<T>): void {
    this.#all = sum(this.#all, other.#all)
    for (const [sender, held] of other.#bySender) this.#put(sender, sum(this.held(sender).ofSender, held))
  }

  #add(one: T | undefined, by: 1 | -1): void {
    const weight = one === undefined ? undefined : this.#weigh(one)
    if (weight === undefined) return
    const change = { count: by, bytes: by * weight.bytes }
    this.#all = sum(this.#all, change)
    this.#put(weight.sender, sum(this.held(weight.sender).ofSender, change))
  }

  #put(sender: string, held: Holding): void {
    if (held.count === 0 && held.bytes === 0) this.#bySender.delete(sender)
    else this.#bySender.set(sender, held)
  }
}

/** Everything that has a budget, by kind. */
export interface AllHoldings {
  /** Alerts that fire, by who opened their life. */
  readonly alerts: Holdings<AlertRecord>
  /** Alerts that are over and remembered. */
  readonly resolved: Holdings<AlertRecord>
  /** Silences that are pending or active, by whom they came; those of acknowledgements are as many as their alerts. */
  readonly silences: Holdings<Silence>
  /** Silences that are over and remembered. */
  readonly past: Holdings<Silence>
  /** What the expressions of silences that began may cost one alert; of those that stand, their index knows it. */
  began: Standing
}

export function noHoldings(): AllHoldings {
  return {
    began: NOTHING_STANDS,
    alerts: new Holdings((record) =>
      record.status === 'firing' ? { sender: record.opener ?? NOBODY, bytes: textsOf(record) } : undefined,
    ),
    resolved: new Holdings((record) =>
      record.status === 'resolved' ? { sender: NOBODY, bytes: textsOf(record) } : undefined,
    ),
    silences: new Holdings((silence) =>
      silence.state === 'expired' || isAcknowledgement(silence)
        ? undefined
        : { sender: silence.sender ?? NOBODY, bytes: silenceBytes(silence) },
    ),
    past: new Holdings((silence) =>
      silence.state === 'expired' ? { sender: NOBODY, bytes: silenceBytes(silence) } : undefined,
    ),
  }
}

export function holdingsOf(alerts: Iterable<AlertRecord>, silences: Iterable<Silence>): AllHoldings {
  const holdings = noHoldings()
  for (const record of alerts) replaceAlert(holdings, undefined, record)
  for (const silence of silences) replaceSilence(holdings, undefined, silence)
  return holdings
}

/** An alert is kept in the place of what it was before; undefined is none. Most of the time only its deadline moved. */
export function replaceAlert(
  { alerts, resolved }: AllHoldings,
  before: AlertRecord | undefined,
  after: AlertRecord | undefined,
): void {
  if (
    before?.status === after?.status &&
    before?.annotations === after?.annotations &&
    before?.labels === after?.labels &&
    before?.generatorURL === after?.generatorURL &&
    (before === undefined || after === undefined || reportersTexts(before) === reportersTexts(after))
  )
    return
  alerts.replace(before, after)
  resolved.replace(before, after)
}

/** A silence likewise; one that begins costs so much. */
export function replaceSilence(
  holdings: AllHoldings,
  before: Silence | undefined,
  after: Silence | undefined,
  costs?: { readonly standingOf: (silence: Silence) => Standing },
): void {
  holdings.silences.replace(before, after)
  holdings.past.replace(before, after)
  if (costs === undefined || after === undefined || after.state === 'expired') return
  if (before === undefined || before.state === 'expired')
    holdings.began = bothStanding(holdings.began, costs.standingOf(after))
}

/** What others hold comes to the first. */
export function takeHoldings(all: AllHoldings, more: AllHoldings): void {
  all.alerts.take(more.alerts)
  all.resolved.take(more.resolved)
  all.silences.take(more.silences)
  all.past.take(more.past)
}

export function sum(a: Holding, b: Holding): Holding {
  return { count: a.count + b.count, bytes: a.bytes + b.bytes }
}
