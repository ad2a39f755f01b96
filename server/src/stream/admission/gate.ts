import type { IncomingMessage } from 'node:http'
import type { ErrorCode } from '@watchfloor/contract'
import type { Access, Principal } from '../../access/principal.ts'
import { networkOf } from '../../ground/network-of.ts'
import type { ShedReason, StreamMetrics } from '../parts/stream-metrics.ts'
import type { StreamSettings } from '../parts/stream-settings.ts'
import { AddressLimits } from './address-limits.ts'
import type { Denial } from './denial.ts'

export interface Denied extends Denial {
  readonly ok: false
}

export interface Admitted {
  readonly ok: true
  readonly principal: Principal
  readonly address: string
  /** Must be called once, when what was admitted is over. */
  readonly release: () => void
}

export interface GateParts {
  readonly access: Access
  readonly settings: Pick<StreamSettings, 'limits'>
  readonly metrics: Pick<StreamMetrics, 'shed'>
  readonly monotonic: () => number
  readonly random: () => number
  readonly addressOf: (request: IncomingMessage) => string
}

/** The door of every stream and poll: who asks, may they, and is there room (S21). */
export class Gate {
  readonly #parts: GateParts
  readonly #limits: AddressLimits
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

  /** `stream` (SSE) and `upgrade` (WebSocket) also count against the limits of an address. */
  admit(request: IncomingMessage, kind: 'stream' | 'upgrade' | 'poll'): Admitted | Denied {
    const { access, addressOf, settings } = this.#parts
    const address = addressOf(request)
    const admission = access({ address, authorization: request.headers.authorization })
    if (!admission.ok) {
      const code = admission.status === 401 ? 'unauthorized' : 'forbidden'
      return { ok: false, status: admission.status, code, message: admission.message }
    }
    const { principal } = admission
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
      isOver = true
      this.#open--
      if (isCounted) this.#limits.release(address)
    }
    return { ok: true, principal, address, release }
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
