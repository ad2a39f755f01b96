import { formatTime, type Millis } from '@watchfloor/contract'
import { networkOf } from '../ground/network-of.ts'
import type { Actor } from './actor.ts'
import type { Taken } from './tally.ts'

const MINUTE: Millis = 60_000
/** Minutes of one entry: an entry for each would be most of the log. */
const MINUTES = 10
/** So many senders are told apart; further ones stand together. */
const MOST_SENDERS = 500
/** Of minutes that could not be written, so many are told apart. */
const MOST_MINUTES = 240

const KINDS = ['requests', 'accepted', 'rejected', 'refused'] as const

interface Counts {
  requests: number
  accepted: number
  rejected: number
  refused: number
}

interface Sender {
  readonly who: Actor
  readonly since: Millis
  /** By the number of the minute. */
  readonly minutes: Map<number, Counts>
}

/** Counts what is sent, by credential and minute: a request costs two looks into maps. */
export class IngestTally {
  readonly #senders = new Map<string, Sender>()

  /** `came` is undefined when nothing of it was taken. */
  note(
    who: Actor,
    came: { readonly accepted: number; readonly rejected: number } | undefined,
    now: Millis,
  ): void {
    const counts = countsAt(this.#senderOf(who, now), Math.floor(now / MINUTE))
    counts.requests++
    counts.accepted += came?.accepted ?? 0
    counts.rejected += came?.rejected ?? 0
    counts.refused += came === undefined ? 1 : 0
  }

  /** Takes out what is due to be written: of ten minutes that are over, or all. */
  take(now: Millis, isAll = false): readonly Taken[] {
    const taken: Taken[] = []
    for (const [key, sender] of this.#senders) {
      // A clock that was put back does not hold it up.
      if (!isAll && now >= sender.since && now - sender.since < MINUTES * MINUTE) continue
      this.#senders.delete(key)
      taken.push({ draft: draftOf(sender), giveBack: () => this.#giveBack(key, sender) })
    }
    return taken
  }

  #giveBack(key: string, sender: Sender): void {
    const later = this.#senders.get(key)
    for (const [minute, more] of later?.minutes ?? []) {
      const counts = countsAt(sender, minute)
      for (const kind of KINDS) counts[kind] += more[kind]
    }
    this.#senders.set(key, sender)
  }

  #senderOf(who: Actor, now: Millis): Sender {
    const key = who.name === null ? `${who.credential} ${networkOf(who.address)}` : who.credential
    const known = this.#senders.get(key)
    if (known !== undefined) return known
    const isFull = this.#senders.size >= MOST_SENDERS
    const name = isFull ? '' : key
    // One entry stands for very many requests.
    const { request: _one, ...sends } = who
    const others: Actor = {
      ...sends,
      credential: 'others',
      subject: 'others',
      name: null,
      address: 'several',
    }
    const sender = this.#senders.get(name) ?? {
      who: isFull ? others : { ...sends, address: networkOf(who.address) },
      since: now,
      minutes: new Map<number, Counts>(),
    }
    this.#senders.set(name, sender)
    return sender
  }
}

function countsAt({ minutes }: Sender, minute: number): Counts {
  const last = minutes.size < MOST_MINUTES ? undefined : [...minutes.values()].at(-1)
  const counts = minutes.get(minute) ?? last ?? { requests: 0, accepted: 0, rejected: 0, refused: 0 }
  if (last === undefined) minutes.set(minute, counts)
  return counts
}

function draftOf({ who, minutes }: Sender): Taken['draft'] {
  const detail = {
    minutes: [...minutes].map(([minute, counts]) => ({ at: formatTime(minute * MINUTE), ...counts })),
  }
  return { who, what: 'ingest', result: 'ok', detail }
}
