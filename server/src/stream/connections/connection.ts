import { type ConnectionRow, type ConnectionState, formatTime, type Millis } from '@watchfloor/contract'
import type { Timers } from '../../ground/clock.ts'
import { networkOf } from '../../ground/network-of.ts'
import type { Tracing } from '../../ground/tracing.ts'
import type { Admitted } from '../admission/admitted.ts'
import type { Hub } from '../delivery/hub.ts'
import type { Pacer } from '../delivery/pacer.ts'
import type { Latest } from '../delivery/reader.ts'
import type { StreamMetrics } from '../parts/stream-metrics.ts'
import type { StreamSettings } from '../parts/stream-settings.ts'
import {
  drainFrame,
  expiringFrame,
  heartbeatFrame,
  helloFrame,
  resetFrame,
  type Standing,
} from '../wire/controls.ts'
import { costlyFilter, type Ending, tooSlow, unreadable } from '../wire/endings.ts'
import { encodeFrames, type Frame } from '../wire/framing.ts'
import type { Beating, Heartbeats } from './heartbeat.ts'
import type { Outlet, OutletListener } from './outlet.ts'
import type { Queued, QueueTotal } from './queue-total.ts'
import type { Start, Subscription } from './subscription.ts'
import { Tail, type TailListener } from './tail.ts'

/** After its clean end a connection has this long to take its last bytes, ms. */
const END_GRACE_MS = 5_000

/** What all connections of a server share. */
export interface ConnectionParts extends Standing {
  /** What waits in all of them. */
  readonly queues: QueueTotal<Connection>
  readonly hub: Hub
  readonly pacer: Pacer
  readonly settings: StreamSettings
  readonly metrics: StreamMetrics
  readonly timers: Timers
  readonly heartbeats: Heartbeats
  readonly random: () => number
  readonly version: string
  /** Absent where nobody traces. */
  readonly onDelivered?: Tracing['delivered'] | undefined
  /** Called once when a connection is gone. */
  readonly onClosed: (connection: Connection) => void
}

/** One stream, whichever its transport: says hello, lets a tail follow the log, beats, and is ended. */
export class Connection implements TailListener, OutletListener, Queued, Beating {
  counted = 0
  slot = 0
  readonly id: string
  readonly admitted: Admitted
  readonly #parts: ConnectionParts
  readonly #outlet: Outlet
  readonly #since: number
  #subscription: Subscription | undefined
  #tail: Tail | undefined
  #told: Latest | undefined
  #isBeatDue = false
  #isEnding = false
  #cancelGrace: (() => void) | undefined

  /** `openOutlet` gets the connection, to report to it. */
  constructor(
    parts: ConnectionParts,
    { id, admitted }: { readonly id: string; readonly admitted: Admitted },
    openOutlet: (connection: Connection) => Outlet,
  ) {
    this.#parts = parts
    this.id = id
    this.admitted = admitted
    this.#since = parts.now()
    this.#outlet = openOutlet(this)
    parts.metrics.opened(this.#outlet.transport)
    parts.heartbeats.add(this)
  }

  get subscription(): Subscription | undefined {
    return this.#subscription
  }

  /** Position scanned and fully written; where live delivery stands before the first subscription. */
  get position(): number {
    return this.#tail?.position ?? this.#parts.hub.position
  }

  get cursor(): string {
    return this.#parts.hub.cursor(this.position, this.#subscription?.compiled.scope)
  }

  /** The other end of its socket. */
  get peer(): string {
    return this.#outlet.peer()
  }

  get queued(): number {
    return this.#outlet.queued()
  }

  get isEnding(): boolean {
    return this.#isEnding
  }

  /** Begins to follow, or follows something else from now on. */
  subscribe(subscription: Subscription, start: Start): void {
    if (this.#isEnding) return
    const { hub, metrics, log } = this.#parts
    const { principal, address } = this.admitted
    this.#tail?.stop()
    this.#subscription = subscription
    this.#told = undefined
    const tail = new Tail(
      this.#parts,
      {
        outlet: this.#outlet,
        asker: principal.name ?? networkOf(address),
        filter: subscription.compiled,
        position: start.from === 'cursor' ? start.sequence : hub.position,
      },
      this,
    )
    this.#tail = tail
    const frames = [this.#hello(start)]
    if (start.from === 'reset') {
      metrics.reset(start.reason)
      frames.push(resetFrame(log, start.reason, this.cursor))
    }
    this.#write(frames)
    this.#tellLatest()
    tail.catchUp()
  }

  say(frame: Frame): void {
    if (!this.#isEnding) this.#write([frame])
  }

  /** Asks the client to come back later; it goes on getting events until `end`. */
  announceDrain(retryMs: number): void {
    this.say(drainFrame(retryMs))
  }

  /** Its credential ends then: it goes on until that, and may be given a newer one. */
  announceExpiry(at: Millis): void {
    this.say(expiringFrame(at))
  }

  /** Ends it in the transport's clean way. */
  end(ending: Ending): void {
    if (this.#isEnding) return
    const outlet = this.#outlet
    if (ending.last !== undefined) outlet.write(encodeFrames(outlet.framing, [ending.last]))
    this.#retire()
    this.#cancelGrace = this.#parts.timers.after(END_GRACE_MS, () => this.destroy())
    outlet.end(ending)
  }

  destroy(): void {
    this.#outlet.destroy()
  }

  wrote(): void {
    const { queued } = this
    const most = this.#parts.settings.limits.stream_queue_bytes
    if (queued > most) this.#endSlow('slow', `has more than ${most} bytes queued`)
    if (queued !== this.counted) this.#parts.queues.changed(this)
  }

  live(): void {
    this.#tellLatest()
  }

  offerLatest(): boolean {
    return !this.#outlet.isFull() && this.#tellLatest()
  }

  trimmed(): void {
    this.#parts.metrics.reset('trimmed')
    this.#write([resetFrame(this.#parts.log, 'trimmed', this.cursor)])
  }

  unreadable(error: unknown): void {
    this.end(unreadable(error))
  }

  tooCostly(): void {
    if (this.#isEnding) return
    this.#parts.metrics.shed('filters')
    this.end(costlyFilter(this.#parts.settings.limits.stream_expression_steps))
  }

  /** Of all connections together too much waits, and most of it here. */
  crowdedOut(): void {
    const most = this.#parts.settings.limits.stream_queues_bytes
    const what = `has ${this.queued} bytes queued, and all streams together more than ${most} (limits.stream_queues_bytes)`
    this.#endSlow('queues', what)
  }

  drained(): void {
    if (this.counted > 0) this.#parts.queues.changed(this)
    if (this.#isEnding) return
    if (this.#isBeatDue) this.#sayBeat()
    if (this.#tail?.state === 'live') this.#tellLatest()
    else this.#tail?.catchUp()
  }

  stalled(): void {
    this.#endSlow('slow', `took no byte for ${this.#parts.settings.stream.stall_ms} ms`)
  }

  closed(): void {
    this.#retire()
    this.#cancelGrace?.()
    this.#parts.queues.gone(this)
    this.#parts.metrics.closed(this.#outlet.transport)
    this.#parts.onClosed(this)
  }

  row(): ConnectionRow {
    return {
      id: this.id,
      transport: this.#outlet.transport,
      address: this.admitted.address,
      principal: this.admitted.principal.name ?? null,
      filter: this.#subscription?.filter ?? {},
      cursor: this.cursor,
      lag: Math.max(0, this.#parts.hub.head().sequence - this.position),
      queued_bytes: this.queued,
      state: this.#state(),
      since: formatTime(this.#since),
    }
  }

  #state(): ConnectionState {
    return this.#isEnding ? 'closing' : (this.#tail?.state ?? 'waiting')
  }

  #hello(start: Start): Frame {
    const { settings, random, version } = this.#parts
    return helloFrame(this.#parts, {
      cursor: start.from === 'reset' ? start.cursor : this.cursor,
      isContinued: start.from !== 'reset',
      heartbeatMs: settings.stream.heartbeat_ms,
      retryMs: Math.floor(settings.stream.retry_ms * (1 + 1.5 * random())),
      version,
      connection: this.id,
    })
  }

  #tellLatest(): boolean {
    const { latest: newest, compiled } = this.#subscription ?? {}
    const latest = newest?.()
    if (latest === undefined || latest === this.#told || this.#isEnding) return false
    if (compiled?.passes(latest.event) !== true) return false
    this.#told = latest
    this.#outlet.write(latest.bytes(this.#outlet.framing))
    this.#parts.metrics.delivered(latest.event, 1, undefined)
    this.wrote()
    return true
  }

  beat(): void {
    // Bytes on their way are proof of life, and a heartbeat would only queue behind them.
    if (this.#outlet.isFull()) this.#isBeatDue = true
    else this.#sayBeat()
    this.#outlet.ping()
  }

  #sayBeat(): void {
    this.#isBeatDue = false
    if (this.#tail !== undefined) this.#write([heartbeatFrame(this.#parts, this.cursor)])
  }

  #write(frames: readonly Frame[]): void {
    this.#outlet.write(encodeFrames(this.#outlet.framing, frames))
    this.wrote()
  }

  #endSlow(reason: 'slow' | 'queues', what: string): void {
    if (this.#isEnding) return
    this.#parts.metrics.shed(reason)
    this.end(tooSlow(what, this.cursor))
  }

  #retire(): void {
    this.#isEnding = true
    this.#tail?.stop()
    this.#parts.heartbeats.remove(this)
  }
}
