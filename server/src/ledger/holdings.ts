import { isAcknowledgement, type Silence } from '@watchfloor/contract'
import { type Holding, reportersTexts, textsOf } from '../alerts/budget.ts'
import type { AlertRecord } from '../alerts/record.ts'
import { bothStanding, NOTHING_STANDS, type Standing } from '../ground/standing.ts'
import { silenceBytes } from '../silences/silence-room.ts'

/** Nobody is known to have sent what an earlier version stored. */
const NOBODY = ''
const NOTHING: Holding = { count: 0, bytes: 0 }

/** What of one kind counts, for how much, and whose it is. */
interface Weigh<T> {
  readonly counts: (one: T) => boolean
  readonly bytes: (one: T) => number
  readonly sender: (one: T) => string
}

type Counter = { -readonly [K in keyof Holding]: Holding[K] }

/**
 * How many there are of one kind and how large they are, in all and by sender. Those of a layer go on from what stands
 * below it, and take that over sender by sender, as they change.
 */
class Holdings<T> {
  readonly #weigh: Weigh<T>
  #below: Holdings<T> | undefined
  readonly #all: Counter
  readonly #bySender = new Map<string, Counter>()

  constructor(weigh: Weigh<T>, below?: Holdings<T>) {
    this.#weigh = weigh
    this.#below = below
    this.#all = { ...(below?.all ?? NOTHING) }
  }

  get all(): Holding {
    return this.#all
  }

  ofSender(sender: string): Holding {
    return this.#bySender.get(sender) ?? this.#below?.ofSender(sender) ?? NOTHING
  }

  /** Something is kept in the place of what it was before; undefined is nothing. */
  replace(before: T | undefined, after: T | undefined): void {
    if (before !== undefined) this.#add(before, -1)
    if (after !== undefined) this.#add(after, 1)
  }

  /** A layer over this is kept: what it counted holds. */
  settle(layer: Holdings<T>): void {
    Object.assign(this.#all, layer.#all)
    for (const [sender, held] of layer.#bySender) {
      if (held.count === 0 && held.bytes === 0) this.#bySender.delete(sender)
      else this.#bySender.set(sender, held)
    }
  }

  /** What this stands over is part of these by now. */
  landOn(below: Holdings<T>): void {
    this.#below = below
  }

  /** One that a start leaves unread. */
  addUnread(sender: string, bytes: number): void {
    this.#count(sender, 1, bytes)
  }

  #add(one: T, by: 1 | -1): void {
    if (this.#weigh.counts(one)) this.#count(this.#weigh.sender(one), by, by * this.#weigh.bytes(one))
  }

  #count(sender: string, by: 1 | -1, bytes: number): void {
    this.#all.count += by
    this.#all.bytes += bytes
    let own = this.#bySender.get(sender)
    if (own === undefined) {
      own = { ...this.ofSender(sender) }
      this.#bySender.set(sender, own)
    }
    own.count += by
    own.bytes += bytes
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

const FIRING: Weigh<AlertRecord> = {
  counts: ({ status }) => status === 'firing',
  bytes: textsOf,
  sender: ({ opener }) => opener ?? NOBODY,
}
const RESOLVED: Weigh<AlertRecord> = {
  counts: ({ status }) => status === 'resolved',
  bytes: textsOf,
  sender: () => NOBODY,
}
const STANDING: Weigh<Silence> = {
  counts: (silence) => silence.state !== 'expired' && !isAcknowledgement(silence),
  bytes: silenceBytes,
  sender: ({ sender }) => sender ?? NOBODY,
}
const PAST: Weigh<Silence> = {
  counts: ({ state }) => state === 'expired',
  bytes: silenceBytes,
  sender: () => NOBODY,
}

/** Nothing, or what stands below a layer. */
export function holdingsOver(below?: AllHoldings): AllHoldings {
  return {
    began: NOTHING_STANDS,
    alerts: new Holdings(FIRING, below?.alerts),
    resolved: new Holdings(RESOLVED, below?.resolved),
    silences: new Holdings(STANDING, below?.silences),
    past: new Holdings(PAST, below?.past),
  }
}

export function holdingsOf(alerts: Iterable<AlertRecord>, silences: Iterable<Silence>): AllHoldings {
  const holdings = holdingsOver()
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

/** What a layer holds is committed. */
export function settleHoldings(committed: AllHoldings, layer: AllHoldings): void {
  committed.alerts.settle(layer.alerts)
  committed.resolved.settle(layer.resolved)
  committed.silences.settle(layer.silences)
  committed.past.settle(layer.past)
}

/** What a layer stands over is committed. */
export function landHoldings(layer: AllHoldings, committed: AllHoldings): void {
  layer.alerts.landOn(committed.alerts)
  layer.resolved.landOn(committed.resolved)
  layer.silences.landOn(committed.silences)
  layer.past.landOn(committed.past)
}
