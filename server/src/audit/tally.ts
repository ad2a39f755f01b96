import { type AuditListed, type AuditResult, formatTime, type Millis } from '@watchfloor/contract'
import { networkOf } from '../ground/network-of.ts'
import type { Actor } from './actor.ts'
import { NAMED, words } from './bounded.ts'
import type { AuditDraft } from './entry.ts'

/** Something that is refused, or only looked at, and may come again and again: one entry stands for all of a minute. */
export interface Repeatable {
  readonly who: Actor
  readonly what: string
  readonly result: AuditResult
  readonly route?: string | undefined
  readonly reason?: string | undefined
  /** Fingerprint, or id of a silence. */
  readonly on?: { readonly alerts?: string | undefined; readonly silences?: string | undefined }
}

const MINUTE: Millis = 60_000
const DAY: Millis = 24 * 60 * MINUTE

/** How much whoever is refused may write: different entries at once, and a day. */
interface Allowance {
  readonly perMinute: number
  readonly perDay: number
}

/** Of one who was recognised. */
const KNOWN: Allowance = { perMinute: 20, perDay: 2_000 }
/** Of all together who were not. */
const STRANGERS: Allowance = { perMinute: 40, perDay: 5_000 }
/** So many who were recognised are told apart in a minute; further ones stand together. */
const MOST_ROOMS = 2_000

interface Kept {
  readonly draft: AuditDraft
  count: number
  first: Millis
  last: Millis
  readonly alerts: Set<string>
  readonly silences: Set<string>
}

/** What one credential, or all strangers together, had refused in this minute. */
interface Room {
  readonly kept: Map<string, Kept>
  /** What had no room, in one. */
  others: Kept | undefined
  /** Entries that it may still write. */
  left: number
  since: Millis
}

/**
 * Counts what is refused, by address, credential and what was tried. Memory and disk are bounded, for each credential by
 * itself: whoever tries very much neither fills the disk nor keeps what others had refused from being told.
 */
export class Tally {
  readonly #rooms = new Map<string, Room>()

  note(one: Repeatable, now: Millis): void {
    const address = networkOf(one.who.address)
    const room = this.#roomOf(one.who, now)
    const key = JSON.stringify([address, one.who.credential, one.what, one.result, one.route])
    const kept = room.kept.get(key)
    if (kept !== undefined) return again(kept, one, now)
    if (room.kept.size < allowanceOf(one.who).perMinute && room.left >= 1) {
      room.left--
      const { who, what, result, route, reason } = one
      const draft: AuditDraft = {
        who: { ...who, address },
        what,
        result,
        ...(route === undefined ? {} : { route }),
        ...(reason === undefined ? {} : { reason: words(reason) }),
      }
      room.kept.set(key, begun(draft, one, now))
      return
    }
    if (room.others !== undefined) return again(room.others, one, now)
    const who = { ...one.who, address: 'several' }
    room.others = begun({ who, what: 'several', result: one.result, reason: FULL }, one, now)
  }

  /** Takes out what is due to be written: of minutes that are over, or all. */
  take(now: Millis, isAll = false): readonly Taken[] {
    const taken: Taken[] = []
    for (const [name, room] of this.#rooms) {
      const isOver = ({ first }: Kept): boolean => isAll || now - first >= MINUTE || now < first
      for (const [key, kept] of room.kept) {
        if (!isOver(kept)) continue
        room.kept.delete(key)
        taken.push({
          draft: draftOf(kept),
          giveBack: () => room.kept.set(key, both(kept, room.kept.get(key))),
        })
      }
      const { others } = room
      if (others !== undefined && isOver(others)) {
        room.others = undefined
        const giveBack = (): void => {
          room.others = both(others, room.others)
        }
        taken.push({ draft: draftOf(others), giveBack })
      }
      // One that was quiet for a day has its whole allowance again, and need not be remembered.
      if (room.kept.size === 0 && now - room.since > DAY) this.#rooms.delete(name)
    }
    return taken
  }

  #roomOf(who: Actor, now: Millis): Room {
    const name = this.#rooms.size < MOST_ROOMS || this.#rooms.has(who.credential) ? who.credential : 'others'
    const { perDay } = allowanceOf(who)
    const room = this.#rooms.get(name) ?? { kept: new Map(), others: undefined, left: perDay, since: now }
    this.#rooms.set(name, room)
    room.left = Math.min(perDay, room.left + (Math.max(0, now - room.since) / DAY) * perDay)
    room.since = now
    return room
  }
}

export interface Taken {
  readonly draft: AuditDraft
  /** It could not be written: it is counted on. */
  readonly giveBack: () => void
}

const FULL = 'there were too many different ones to tell them apart'

function allowanceOf({ credential }: Actor): Allowance {
  return credential === 'nobody' ? STRANGERS : KNOWN
}

function begun(draft: AuditDraft, one: Repeatable, now: Millis): Kept {
  const kept = {
    draft,
    count: 0,
    first: now,
    last: now,
    alerts: new Set<string>(),
    silences: new Set<string>(),
  }
  again(kept, one, now)
  return kept
}

function again(kept: Kept, { on }: Repeatable, now: Millis): void {
  kept.count++
  kept.last = now
  if (on?.alerts !== undefined && kept.alerts.size < NAMED) kept.alerts.add(words(on.alerts))
  if (on?.silences !== undefined && kept.silences.size < NAMED) kept.silences.add(words(on.silences))
}

function both(earlier: Kept, later: Kept | undefined): Kept {
  if (later === undefined) return earlier
  for (const id of later.alerts) if (earlier.alerts.size < NAMED) earlier.alerts.add(id)
  for (const id of later.silences) if (earlier.silences.size < NAMED) earlier.silences.add(id)
  return { ...earlier, count: earlier.count + later.count, last: later.last }
}

function draftOf({ draft, count, first, last, alerts, silences }: Kept): AuditDraft {
  const named = (ids: ReadonlySet<string>): AuditListed => ({ ids: [...ids], count: ids.size })
  return {
    ...draft,
    ...(alerts.size > 0 ? { alerts: named(alerts) } : {}),
    ...(silences.size > 0 ? { silences: named(silences) } : {}),
    repeated: { count, first: formatTime(first), last: formatTime(last) },
  }
}
