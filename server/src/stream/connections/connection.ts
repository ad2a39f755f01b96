import {
  type ConnectionRow,
  type ConnectionState,
  type Cursor,
  formatCursor,
  formatTime,
  type Millis,
  type ResetReason,
} from '@watchfloor/contract'
import { networkOf } from '../../ground/network-of.ts'
import type { Admitted } from '../admission/admitted.ts'
import type { Latest } from '../delivery/reader.ts'
import { drainFrame, expiringFrame, heartbeatFrame, helloFrame, resetFrame } from '../wire/controls.ts'
import { costlyFilter, type Ending, tooSlow, unreadable } from '../wire/endings.ts'
import { encodeFrames, type Frame } from '../wire/framing.ts'
import type { ConnectionParts } from './connection-parts.ts'
import type { Beating } from './heartbeat.ts'
import type { Outlet, OutletListener } from './outlet.ts'
import type { Queued } from './queue-total.ts'
import type { Start, Subscription } from './subscription.ts'
import { Tail, type TailListener } from './tail.ts'

/** After its clean end a connection has this long to take its last bytes, ms. */
const END_GRACE_MS = 5_000

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
    const { hub } = this.#parts
    this.#subscription = subscription
    this.#told = undefined
    const tail = this.#newTail(subscription, start.from === 'cursor' ? start.sequence : hub.position)
    const frames = [this.#hello(start)]
    if (start.from === 'reset') frames.push(this.#reset(start.reason))
    this.#write(frames)
    this.#tellLatest()
    tail.catchUp()
  }

  /** The log turned, and stood there before. It goes on if what was written here is part of it, and says so if not. */
  turned({ epoch }: Cursor): void {
    const subscription = this.#subscription
    if (subscription === undefined || this.#tail === undefined || this.#isEnding) return
    const { hub, log } = this.#parts
    // Where its client stands: what was read on and kept back is not known there, and may be what was lost.
    const located = log.locate(formatCursor({ epoch, sequence: this.#tail.told }))
    const tail = this.#newTail(subscription, located.ok ? located.sequence : hub.position)
    if (!located.ok) this.#write([this.#reset(located.reason)])
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
    this.#write([this.#reset('trimmed')])
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

  get transport(): ConnectionRow['transport'] {
    return this.#outlet.transport
  }

  row(): ConnectionRow {
    return {
      id: this.id,
      transport: this.transport,
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

  /** Follows from this position, in the place of what it followed. */
  #newTail({ compiled }: Subscription, position: number): Tail {
    const { principal, address } = this.admitted
    this.#tail?.stop()
    const asker = principal.name ?? networkOf(address)
    const tail = new Tail(this.#parts, { outlet: this.#outlet, asker, filter: compiled, position }, this)
    this.#tail = tail
    return tail
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

  #reset(reason: ResetReason): Frame {
    this.#parts.metrics.reset(reason)
    return resetFrame(this.#parts.log, reason, this.cursor)
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
    if (this.#tail === undefined) return
    this.#tail.tell()
    this.#write([heartbeatFrame(this.#parts, this.cursor)])
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
