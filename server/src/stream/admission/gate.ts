import type { IncomingMessage } from 'node:http'
import type { ErrorCode } from '@watchfloor/contract'
import type { Authorize, Door } from '../../access/authorize.ts'
import type { Principal } from '../../access/principal.ts'
import type { ShedReason, StreamMetrics } from '../parts/stream-metrics.ts'
import type { StreamSettings } from '../parts/stream-settings.ts'
import { type Asker, askerOf, type Room, roomsOf } from './asker.ts'
import { AskerLimits } from './asker-limits.ts'
import type { Denial } from './denial.ts'

/** Even a small server lets so many streams wait for a place. */
const LEAST_WAITING = 100

export interface Denied extends Denial {
  readonly ok: false
}

/** Who was recognised, and from where. */
export interface Known {
  readonly principal: Principal
  /** After trusted proxies. */
  readonly address: string
}

export interface Admitted extends Known {
  readonly ok: true
  /** Takes one of the server's places, once; false while all are taken. Only a stream is let in without one. */
  readonly takePlace: () => boolean
  /** Must be called once, when what was admitted is over. */
  readonly release: () => void
}

/** `stream` (SSE) and `upgrade` (WebSocket) also count against the limits of an address. */
type Kind = 'stream' | 'upgrade' | 'poll'

export interface GateParts {
  readonly authorize: Authorize
  /** Is what somebody was recognised by still good? */
  readonly isWelcome: (principal: Principal) => boolean
  readonly settings: Pick<StreamSettings, 'limits'>
  readonly metrics: Pick<StreamMetrics, 'shed'>
  readonly monotonic: () => number
  readonly random: () => number
  readonly doorOf: (request: IncomingMessage) => Door
}

/** The door of every stream and poll: who asks, may they, and is there room (S21). */
export class Gate {
  readonly #parts: GateParts
  readonly #rooms: Readonly<Record<Asker['kind'], Room>>
  readonly #limits: Readonly<Record<Asker['kind'], AskerLimits>>
  /** What ends what was let in with a credential. */
  readonly #endings = new Map<Admitted, () => void>()
  /** Waiting polls of each who asks. */
  readonly #polls = new Map<string, number>()
  #open = 0
  #isShut = false
  #onRoom = (): void => {}

  constructor(parts: GateParts) {
    this.#parts = parts
    const { monotonic } = parts
    this.#rooms = roomsOf(parts.settings.limits)
    const { address, principal } = this.#rooms
    this.#limits = {
      address: new AskerLimits({ ...address, monotonic }),
      principal: new AskerLimits({ ...principal, monotonic }),
    }
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
    const { authorize, doorOf } = this.#parts
    const door = doorOf(request)
    const admission = await authorize(door, 'read')
    if (admission.ok) return this.enter({ principal: admission.principal, address: door.address }, kind)
    const { status, message } = admission
    return { ok: false, status, code: REFUSED[status], message }
  }

  /** Is there room for them? */
  enter({ principal, address }: Known, kind: Kind): Admitted | Denied {
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
    let is: 'waiting' | 'in' | 'over' = 'waiting'
    const takePlace = (): boolean => {
      if (is === 'waiting' && this.#open < settings.limits.total_streams) {
        this.#open++
        is = 'in'
      }
      return is === 'in'
    }
    const release = (): void => {
      if (is === 'over') return
      this.#endings.delete(admitted)
      const wasIn = is === 'in'
      is = 'over'
      if (isCounted) limits.release(asker.key)
      if (!wasIn) return
      this.#open--
      this.#onRoom()
    }
    const admitted: Admitted = { ok: true, principal, address, takePlace, release }
    if (!takePlace()) {
      const message = `this server holds ${settings.limits.total_streams} streams already (limits.total_streams)`
      const denied = this.#shed('total', 503, message, this.#spread(5, 15))
      if (kind !== 'stream') {
        release()
        return denied
      }
    }
    return admitted
  }

  /** `end` is called once their credential is not good any more. */
  whenRevoked(admitted: Admitted, end: () => void): void {
    if (admitted.principal.credential !== undefined) this.#endings.set(admitted, end)
  }

  /** Ends what was let in with a credential that has expired since, or was revoked. */
  review(): void {
    for (const [admitted, end] of [...this.#endings]) {
      if (this.#parts.isWelcome(admitted.principal)) continue
      this.#endings.delete(admitted)
      end()
    }
  }

  /** A poll that was admitted is about to wait: its address may have so many. */
  admitWaiting({ principal, address }: Admitted): Denied | { readonly ok: true; readonly over: () => void } {
    const { key, kind, who } = askerOf(principal, address)
    const { polls, pollsBy } = this.#rooms[kind]
    const count = this.#polls.get(key) ?? 0
    if (count >= polls) {
      const message = `${who} has ${count} polls waiting already (limits.${pollsBy}); let one end, or open a stream`
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

  #shed(reason: ShedReason, status: 429 | 503, message: string, retryAfterSeconds: number): Denied {
    this.#parts.metrics.shed(reason)
    return { ok: false, status, code: CODES[reason], message, retryAfterSeconds }
  }

  /** Whole seconds, spread so that those who were sent away together do not come back together. */
  #spread(least: number, most: number): number {
    return least + Math.floor(this.#parts.random() * (most - least + 1))
  }
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
