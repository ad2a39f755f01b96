import type { LabelSet, Millis, Scope } from '@watchfloor/contract'
import type { Refusals } from './refusals.ts'

/** One alert as any source reports it, before it is judged. Times that were not set (zero, null) are undefined. */
export interface AlertInput {
  readonly labels: LabelSet
  readonly annotations: LabelSet
  readonly startsAt: Millis | undefined
  /** At or before receipt: an explicit resolve. Later: a deadline (S2). */
  readonly endsAt: Millis | undefined
  readonly generatorURL: string | undefined
  /** Its severity is a level that changes while it fires, and so no part of what it is (S8). */
  readonly levelled?: true
  /** Times above that are our clock's: the sender gave none, or one that could not be. */
  readonly ours?: { readonly start?: boolean; readonly end?: boolean }
}

/** The times of an alert that its sender calls over: it has ended, by now at the latest, whatever the sender's clock says. */
export function endedTimes(
  given: Pick<AlertInput, 'startsAt' | 'endsAt'>,
  now: Millis,
): Pick<AlertInput, 'startsAt' | 'endsAt' | 'ours'> {
  const endsAt = Math.min(given.endsAt ?? now, now)
  const startsAt = Math.min(given.startsAt ?? endsAt, endsAt)
  return { startsAt, endsAt, ours: { start: given.startsAt !== startsAt, end: given.endsAt !== endsAt } }
}

/** S1: *direct* is API v2 and generic; *relayed* is a webhook of Alertmanager or Grafana. */
export type Entry = 'direct' | 'relayed'

/** Who sends a request (S1). */
export interface Sending {
  readonly entry: Entry
  /** Product that sent it, for its health row: `Prometheus`, `Alertmanager`, `amtool`, `Grafana`, or `Script`. */
  readonly product: string
  /** Principal's name, else remote address: a name for people, and what an earlier version knew it by. */
  readonly sender: string
  /** The same while nobody signed in yet. */
  readonly address?: string | undefined
  /** The subject of the credential that it came with; undefined where nobody signs in. What is kept is keyed by it. */
  readonly owner?: string | undefined
  /** What the request's own text or address says that it is written in: who sends in two formats is two senders. */
  readonly form?: string | undefined
  /** In whose budget it counts, where that is not the sender: a whole network has one. */
  readonly holder?: string | undefined
}

/** All alerts of one request. */
export interface ReportBatch extends Sending {
  /** What its alerts bear, whatever they say themselves. */
  readonly forced?: LabelSet | undefined
  /** Does its end of an alert that others report, and it never did, end it for all (S3)? It does when absent. */
  readonly mayEndOthers?: boolean
  /** All that it may report; everything when absent. */
  readonly scope?: Scope | undefined
  readonly alerts: readonly AlertInput[]
  /** Other alerts of the same request that could not be read; they count as rejected. */
  readonly unreadable?: Refusals | undefined
  /** Receiver that an Alertmanager webhook names, else undefined. */
  readonly receiver: string | undefined
  /** How many alerts of which group a webhook message left out, 0 too; undefined where nothing can be left out. */
  readonly leftOut?: LeftOut | undefined
  /** It is followed to its readers; nothing that is decided depends on it. */
  readonly followed?: { readonly judging: (stage: object) => () => void } | undefined
}

/** How many alerts of which group one webhook message left out. */
export interface LeftOut {
  readonly group: string
  readonly alerts: number
}

/** Accepted alerts are committed when this arrives. `rejected` are those that were not. */
export type IngestAnswer =
  | { readonly ok: true; readonly accepted: number; readonly rejected: Refusals }
  | { readonly ok: false; readonly reason: 'overloaded' | 'store'; readonly message: string }

/** In whose budget a batch counts. */
export function holderOf({ holder, sender }: Pick<Sending, 'holder' | 'sender'>): string {
  return holder ?? sender
}

/** By what its reporters are told apart from those of others: the credential, else the address. */
export function callerOf({ owner, sender, form }: Pick<Sending, 'owner' | 'sender' | 'form'>): string {
  if (owner === undefined) return sender
  return form === undefined ? owner : `${form} ${owner}`
}
