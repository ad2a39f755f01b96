import type { IncomingMessage } from 'node:http'
import type { ErrorCode } from '@watchfloor/contract'
import type { Authorize, Door } from '../../access/authorize.ts'
import type { Principal } from '../../access/principal.ts'
import { networkOf } from '../../ground/network-of.ts'
import type { ShedReason, StreamMetrics } from '../parts/stream-metrics.ts'
import type { StreamSettings } from '../parts/stream-settings.ts'
import { AddressLimits } from './address-limits.ts'
import type { Denial } from './denial.ts'

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
  readonly #limits: AddressLimits
  /** What ends what was let in with a credential. */
  readonly #endings = new Map<Admitted, () => void>()
  /** Waiting polls of each address. */
  readonly #polls = new Map<string, number>()
  #open = 0
  #isShut = false

  constructor(parts: GateParts) {
    this.#parts = parts
    const { streams_per_address: streams, stream_attempts_per_minute: attemptsPerMinute } =
      parts.settings.limits
    this.#limits = new AddressLimits({ streams, attemptsPerMinute, monotonic: parts.monotonic })
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
    const isCounted = kind !== 'poll' && principal.anonymous
    const over = isCounted ? this.#limits.take(address) : undefined
    if (over !== undefined) {
      const { limits } = settings
      const message =
        over.reason === 'attempts'
          ? `${address} has tried to open more than ${limits.stream_attempts_per_minute} streams in a minute (limits.stream_attempts_per_minute); wait, or poll GET /api/v2/events`
          : `${address} has ${limits.streams_per_address} streams open already (limits.streams_per_address); close one, or poll GET /api/v2/events`
      return this.#shed(over.reason, 429, message, over.retryAfterSeconds)
    }
    if (this.#open >= settings.limits.total_streams) {
      if (isCounted) this.#limits.release(address)
      const message = `this server holds ${settings.limits.total_streams} streams already (limits.total_streams)`
      return this.#shed('total', 503, message, this.#spread(5, 15))
    }
    this.#open++
    let isOver = false
    const release = (): void => {
      if (isOver) return
      this.#endings.delete(admitted)
      isOver = true
      this.#open--
      if (isCounted) this.#limits.release(address)
    }
    const admitted: Admitted = { ok: true, principal, address, release }
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
    const { limits } = this.#parts.settings
    if (!principal.anonymous) return { ok: true, over: () => {} }
    const key = networkOf(address)
    const count = this.#polls.get(key) ?? 0
    if (count >= limits.polls_per_address) {
      const message = `${address} has ${count} polls waiting already (limits.polls_per_address); let one end, or open a stream`
      return this.#shed('polls_per_address', 429, message, this.#spread(5, 15))
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
  polls_per_address: 'too_many_requests',
  total: 'server_full',
  draining: 'draining',
  slow: 'slow',
  queues: 'slow',
  filters: 'too_many_requests',
}
