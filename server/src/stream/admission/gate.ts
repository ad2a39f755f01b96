import type { IncomingMessage } from 'node:http'
import type { ErrorCode, Millis } from '@watchfloor/contract'
import type { Admission, Authorize, Door } from '../../access/authorize.ts'
import type { Principal } from '../../access/principal.ts'
import { isAlike, type Standing, type StandingOf } from '../../access/standing.ts'
import { actorOf, nobodyAt } from '../../audit/actor.ts'
import type { Repeatable } from '../../audit/tally.ts'
import { type Counted, keyOf } from '../../cluster/elsewhere.ts'
import type { Askers } from '../../cluster/node-report.ts'
import type { ShedReason, StreamMetrics } from '../parts/stream-metrics.ts'
import type { StreamSettings } from '../parts/stream-settings.ts'
import { Admitted, type Known, type Places } from './admitted.ts'
import { type Asker, askerOf, type Room, roomsOf } from './asker.ts'
import { AskerLimits } from './asker-limits.ts'
import type { Denial } from './denial.ts'

/** Even a small server lets so many streams wait for a place. */
const LEAST_WAITING = 100

export interface Denied extends Denial {
  readonly ok: false
}

/** `stream` (SSE) and `upgrade` (WebSocket) also count against the limits of an address. */
type Kind = 'stream' | 'upgrade' | 'poll'

export interface GateParts {
  readonly authorize: Authorize
  readonly standingOf: StandingOf
  readonly settings: Pick<StreamSettings, 'limits'>
  readonly metrics: Pick<StreamMetrics, 'shed'>
  readonly now: () => Millis
  readonly monotonic: () => number
  readonly random: () => number
  readonly doorOf: (request: IncomingMessage) => Door
  /** Somebody may not: the audit log counts it. */
  readonly onRefused: (one: Repeatable) => void
}

/** Why somebody who was let in has to go. */
export type Farewell = Exclude<Standing, 'good'>

/** What is told to whoever was let in, while they stay. */
export interface Stay {
  readonly end: (why: Farewell) => void
  /** What they were recognised by ends then, and soon. */
  readonly warn: (expiresAt: Millis) => void
}

/** How many streams or waiting polls one who asks has at other servers. */
export type CountElsewhere = (what: Counted, key: string) => number

/** A follower hears so long before that its credential expires, ms. */
const NOTICE_MS = 60_000

/** The door of every stream and poll: who asks, may they, and is there room (S21). */
export class Gate {
  readonly #parts: GateParts
  readonly #rooms: Readonly<Record<Asker['kind'], Room>>
  readonly #limits: Readonly<Record<Asker['kind'], AskerLimits>>
  /** Who stays, by what they are known now. */
  readonly #stays = new Map<
    Admitted,
    { readonly principal: Principal; readonly stay: Stay; readonly isWarned: boolean }
  >()
  /** Waiting polls of each who asks. */
  readonly #polls = new Map<string, number>()
  readonly #places: Places = {
    take: () => {
      if (this.#open >= this.#parts.settings.limits.total_streams) return false
      this.#open++
      return true
    },
    over: (one, hadPlace) => {
      this.#stays.delete(one)
      if (one.counted !== undefined) this.#limits[one.counted.kind].release(one.counted.key)
      if (!hadPlace) return
      this.#open--
      this.#onRoom()
    },
  }
  #open = 0
  #isShut = false
  #onRoom = (): void => {}
  #elsewhere: CountElsewhere = () => 0

  constructor(parts: GateParts) {
    this.#parts = parts
    const { monotonic } = parts
    this.#rooms = roomsOf(parts.settings.limits)
    const { address, principal } = this.#rooms
    this.#limits = {
      address: new AskerLimits({ ...address, monotonic, elsewhere: this.#streamsElsewhere('address') }),
      principal: new AskerLimits({ ...principal, monotonic, elsewhere: this.#streamsElsewhere('principal') }),
    }
  }

  /** What is open at other servers counts, too: a limit is one of all of them together. */
  countAlso(elsewhere: CountElsewhere): void {
    this.#elsewhere = elsewhere
  }

  /** Whose streams and waiting polls are here, for the other servers. */
  askers(): Askers {
    const streams: Record<string, number> = {}
    for (const kind of ['address', 'principal'] as const)
      for (const [key, count] of this.#limits[kind].open()) streams[keyOf(kind, key)] = count
    return { streams, polls: Object.fromEntries(this.#polls) }
  }

  /** So many streams may wait for a place: each costs a socket, and little beside one that has a place. */
  get mostWaiting(): number {
    return Math.max(LEAST_WAITING, this.#parts.settings.limits.total_streams / 10)
  }

  /** Calls whenever a place is free again, before anybody else can take it. */
  whenRoom(onRoom: () => void): void {
    this.#onRoom = onRoom
  }

  /** From now on a WebSocket is sent away until the server is back: its clients come back after that. */
  shut(): void {
    this.#isShut = true
  }

  /** Asks who a request is from, and lets them in; for requests that the framework has not asked already. */
  async admit(request: IncomingMessage, kind: Kind): Promise<Admitted | Denied> {
    const { authorize, doorOf, onRefused } = this.#parts
    const door = doorOf(request)
    const admission = await authorize(door, 'read')
    const { address } = door
    if (admission.ok) return this.enter({ principal: admission.principal, address, id: door.request }, kind)
    const { status, principal } = admission
    const who =
      principal === undefined ? nobodyAt(address, door.request) : actorOf(principal, address, door.request)
    if (status !== 503) onRefused({ who, what: 'read', result: REFUSED[status], route: ROUTES[kind] })
    return refusal(admission)
  }

  /** Is there room for them? */
  enter({ principal, address, id }: Known, kind: Kind): Admitted | Denied {
    const { settings } = this.#parts
    if (kind === 'upgrade' && this.#isShut) {
      return this.#shed(
        'draining',
        503,
        'this server is going away; come back in a moment',
        this.#spread(1, 5),
      )
    }
    const asker = askerOf(principal, address)
    const limits = this.#limits[asker.kind]
    const isCounted = kind !== 'poll'
    const over = isCounted ? limits.take(asker.key) : undefined
    if (over !== undefined) {
      const { streams, streamsBy, attemptsPerMinute, attemptsBy } = this.#rooms[asker.kind]
      return over.reason === 'attempts'
        ? this.#shed(
            'attempts',
            429,
            `${asker.who} has tried to open more than ${attemptsPerMinute} streams in a minute (limits.${attemptsBy}); wait, or poll GET /api/v2/events`,
            over.retryAfterSeconds,
          )
        : this.#shed(
            streamsBy,
            429,
            `${asker.who} has ${streams} streams open already (limits.${streamsBy}); close one, or poll GET /api/v2/events`,
            over.retryAfterSeconds,
          )
    }
    const admitted = new Admitted({ principal, address, id }, isCounted ? asker : undefined, this.#places)
    if (!admitted.takePlace()) {
      const message = `this server holds ${settings.limits.total_streams} streams already (limits.total_streams)`
      const denied = this.#shed('total', 503, message, this.#spread(5, 15))
      if (kind !== 'stream') {
        admitted.release()
        return denied
      }
    }
    return admitted
  }

  /** Tells them when their credential ends, and when it has; once each. Whoever was not asked who they are, stays. */
  watch(admitted: Admitted, stay: Stay): void {
    const { principal } = admitted
    if (!principal.anonymous) this.#stays.set(admitted, { principal, stay, isWarned: false })
  }

  /** When what they were recognised by ends, where that is soon. */
  endsSoon({ expiresAt }: Principal): Millis | undefined {
    return expiresAt !== undefined && expiresAt - this.#parts.now() <= NOTICE_MS ? expiresAt : undefined
  }

  /** Ends what was let in with a credential that is not good any more, and tells those whose end is near. */
  review(): void {
    for (const [admitted, { principal, stay, isWarned }] of [...this.#stays]) {
      const standing = this.#parts.standingOf(principal)
      if (standing !== 'good') {
        this.#stays.delete(admitted)
        stay.end(standing)
        continue
      }
      const end = isWarned ? undefined : this.endsSoon(principal)
      if (end === undefined) continue
      this.#stays.set(admitted, { principal, stay, isWarned: true })
      stay.warn(end)
    }
  }

  /**
   * Takes a newer credential of somebody who stays in the place of theirs; answers why it was not taken. Somebody else's,
   * or one with which they see or may do something else, ends what they follow: they come again with it.
   */
  async renew(admitted: Admitted, token: string): Promise<Denied | undefined> {
    const carried = { authorization: `Bearer ${token}`, cookie: undefined, isControl: false }
    const { address, id: request } = admitted
    const by = { address, request, connection: admitted, isGone: () => !this.#stays.has(admitted) }
    const admission = await this.#parts.authorize({ ...carried, ...by }, 'known')
    if (!admission.ok) return refusal(admission)
    const known = this.#stays.get(admitted)
    if (known === undefined) return undefined
    const { principal } = admission
    const isSame = principal.subject === known.principal.subject && isAlike(principal, known.principal)
    if (isSame) this.#stays.set(admitted, { ...known, principal, isWarned: false })
    else {
      this.#stays.delete(admitted)
      known.stay.end('changed')
    }
    return undefined
  }

  /** A poll that was admitted is about to wait: its address may have so many. */
  admitWaiting({ principal, address }: Admitted): Denied | { readonly ok: true; readonly over: () => void } {
    const { key: own, kind, who } = askerOf(principal, address)
    const { polls, pollsBy } = this.#rooms[kind]
    const key = keyOf(kind, own)
    const count = this.#polls.get(key) ?? 0
    if (count >= polls || count + this.#elsewhere('polls', key) >= polls) {
      const message = `${who} has ${polls} polls waiting already (limits.${pollsBy}); let one end, or open a stream`
      return this.#shed(pollsBy, 429, message, this.#spread(5, 15))
    }
    this.#polls.set(key, count + 1)
    const over = (): void => {
      const left = (this.#polls.get(key) ?? 1) - 1
      if (left > 0) this.#polls.set(key, left)
      else this.#polls.delete(key)
    }
    return { ok: true, over }
  }

  #streamsElsewhere(kind: Asker['kind']): (key: string) => number {
    return (key) => this.#elsewhere('streams', keyOf(kind, key))
  }

  #shed(reason: ShedReason, status: 429 | 503, message: string, retryAfterSeconds: number): Denied {
    this.#parts.metrics.shed(reason)
    return { ok: false, status, code: CODES[reason], message, retryAfterSeconds }
  }

  /** Whole seconds, spread so that those who were sent away together do not come back together. */
  #spread(least: number, most: number): number {
    return least + Math.floor(this.#parts.random() * (most - least + 1))
  }
}

function refusal({ status, message }: Extract<Admission, { readonly ok: false }>): Denied {
  return { ok: false, status, code: REFUSED[status], message }
}

const ROUTES = {
  stream: 'GET /api/v2/events/stream',
  upgrade: 'GET /ws/dashboard',
  poll: 'GET /api/v2/events',
}

const REFUSED = { 401: 'unauthorized', 403: 'forbidden', 503: 'unavailable' } as const

const CODES: Readonly<Record<ShedReason, ErrorCode>> = {
  attempts: 'too_many_attempts',
  streams_per_address: 'too_many_streams',
  streams_per_principal: 'too_many_streams',
  polls_per_address: 'too_many_requests',
  total: 'server_full',
  draining: 'draining',
  slow: 'slow',
  queues: 'slow',
  filters: 'too_many_requests',
}
