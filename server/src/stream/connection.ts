import {
  CLOSE_SLOW,
  type CompiledFilter,
  formatTime,
  type ResetReason,
  type StreamFilter,
} from '@watchfloor/contract'
import type { Timers } from '../core/runner.ts'
import { type Chunk, tallyOf } from './chunk.ts'
import { drainFrame, errorFrame, heartbeatFrame, helloFrame, resetFrame, type Standing } from './controls.ts'
import { encodeFrames, type Frame } from './framing.ts'
import type { Hub } from './hub.ts'
import type { Ending, Outlet, OutletListener } from './outlet.ts'
import type { Pacer } from './pacer.ts'
import type { Latest, Reader } from './reader.ts'
import type { StreamMetrics } from './stream-metrics.ts'
import type { StreamSettings } from './stream-settings.ts'
import type { ConnectionRow } from './streaming.ts'

/** After its clean end a connection has this long to take its last bytes, ms. */
const END_GRACE_MS = 5_000

/** What all connections of a server share. */
export interface ConnectionParts extends Standing {
  readonly hub: Hub
  readonly pacer: Pacer
  /** The newest value of class B. */
  readonly latest: () => Latest
  readonly settings: StreamSettings
  readonly metrics: StreamMetrics
  readonly timers: Timers
  readonly random: () => number
  readonly version: string
}

/** Whose connection it is. */
export interface Peer {
  readonly id: string
  readonly address: string
  readonly principal: string | undefined
  /** Called once when the connection is gone. */
  readonly onClosed: () => void
}

/** What a connection follows. `compiled` holds the principal's scope too. */
export interface Subscription {
  readonly filter: StreamFilter
  readonly compiled: CompiledFilter
}

/** Where a subscription begins. */
export type Start =
  | { readonly from: 'head' }
  | { readonly from: 'cursor'; readonly sequence: number }
  /** `cursor` is what the client has: it keeps that until it has seen the reset. */
  | { readonly from: 'reset'; readonly reason: ResetReason; readonly cursor: string }

/**
 * One stream, whichever its transport: catches up from its cursor, joins live delivery, falls back to catching up
 * when its socket does not keep up, and is closed with its cursor when it stalls.
 */
export class Connection implements Reader, OutletListener {
  readonly #parts: ConnectionParts
  readonly #peer: Peer
  readonly #since: number
  #outlet: Outlet | undefined
  #subscription: Subscription | undefined
  #state: ConnectionRow['state'] = 'waiting'
  #position = 0
  #passed = 0
  /** Counts subscriptions: what an earlier one was still reading is dropped. */
  #run = 0
  #isReading = false
  #isBeatDue = false
  #told: Latest | undefined
  #cancelBeat: (() => void) | undefined
  #cancelGrace: (() => void) | undefined

  constructor(parts: ConnectionParts, peer: Peer) {
    this.#parts = parts
    this.#peer = peer
    this.#since = parts.now()
  }

  get id(): string {
    return this.#peer.id
  }

  get position(): number {
    return this.#position
  }

  get passed(): number {
    return this.#passed
  }

  get filter(): CompiledFilter {
    if (this.#subscription === undefined) throw new Error('a connection without a subscription has no filter')
    return this.#subscription.compiled
  }

  get subscription(): Subscription | undefined {
    return this.#subscription
  }

  get queued(): number {
    return this.#outlet?.queued() ?? 0
  }

  /** Gives the connection its way to write. */
  open(outlet: Outlet): void {
    this.#outlet = outlet
    this.#parts.metrics.opened(outlet.transport)
    this.#scheduleBeat(outlet)
  }

  /** Begins to follow, or follows something else from now on. */
  subscribe(subscription: Subscription, start: Start): void {
    if (this.#state === 'closing') return
    const { hub, metrics } = this.#parts
    if (this.#state === 'live') hub.leave(this)
    this.#run++
    this.#isReading = false
    this.#told = undefined
    this.#subscription = subscription
    this.#state = 'replaying'
    this.#position = start.from === 'cursor' ? start.sequence : hub.position
    this.#passed = this.#position
    const cursor = start.from === 'reset' ? start.cursor : hub.cursor(this.#position)
    const frames = [this.#hello(cursor, start.from !== 'reset')]
    if (start.from === 'reset') {
      metrics.reset(start.reason)
      frames.push(resetFrame(this.#parts.log, start.reason, hub.cursor(this.#position)))
    }
    this.#write(frames)
    this.#tellLatest()
    this.#catchUp()
  }

  deliver(chunk: Chunk): boolean {
    const outlet = this.#outlet as Outlet
    if (chunk.events.length === 0) {
      this.#position = chunk.to
      return false
    }
    if (
      outlet.isFull() &&
      outlet.queued() + chunk.size > this.#parts.settings.limits.stream_soft_queue_bytes
    ) {
      this.#parts.hub.leave(this)
      this.#state = 'lagging'
      this.#parts.metrics.lagging()
      return false
    }
    this.#take(chunk, outlet)
    return true
  }

  fallBehind(): void {
    this.#state = 'replaying'
    this.#catchUp()
  }

  offerLatest(latest: Latest): boolean {
    const outlet = this.#outlet as Outlet
    if (outlet.isFull() || latest === this.#told) return false
    return this.#tellLatest()
  }

  /** Asks the client to come back later; it goes on getting events until `end`. */
  announceDrain(retryMs: number): void {
    if (this.#state !== 'closing') this.#write([drainFrame(retryMs)])
  }

  say(frame: Frame): void {
    if (this.#state !== 'closing') this.#write([frame])
  }

  /** Ends it in the transport's clean way; `last` is said before. */
  end(ending: Ending, last?: Frame): void {
    if (this.#state === 'closing') return
    if (last !== undefined) this.#write([last], false)
    this.#retire()
    this.#cancelGrace = this.#parts.timers.after(END_GRACE_MS, () => this.destroy())
    this.#outlet?.end(ending)
  }

  destroy(): void {
    this.#outlet?.destroy()
  }

  drained(): void {
    if (this.#state === 'closing') return
    if (this.#isBeatDue) this.#beat()
    if (this.#state === 'live') this.#tellLatest()
    else this.#catchUp()
  }

  stalled(): void {
    this.#endSlow(`took no byte for ${this.#parts.settings.stream.stall_ms} ms`)
  }

  closed(): void {
    this.#retire()
    this.#cancelGrace?.()
    const { transport } = this.#outlet as Outlet
    this.#parts.metrics.closed(transport)
    this.#peer.onClosed()
  }

  /** Its position as text. */
  cursor(): string {
    return this.#parts.hub.cursor(this.#position)
  }

  row(): ConnectionRow {
    const { hub } = this.#parts
    const position = this.#subscription === undefined ? hub.position : this.#position
    return {
      id: this.#peer.id,
      transport: (this.#outlet as Outlet).transport,
      address: this.#peer.address,
      principal: this.#peer.principal ?? null,
      filter: this.#subscription?.filter ?? {},
      cursor: hub.cursor(position),
      lag: Math.max(0, hub.head().sequence - position),
      queued_bytes: this.queued,
      state: this.#state,
      since: formatTime(this.#since),
    }
  }

  /** Everything up to where live delivery stands, a chunk at a time and as the socket takes it; then live. */
  #catchUp(): void {
    const { hub, pacer } = this.#parts
    const isBehind = this.#state === 'replaying' || this.#state === 'lagging'
    if (!isBehind || this.#subscription === undefined || this.#isReading || this.#outlet?.isFull()) return
    if (this.#position === hub.position) {
      this.#state = 'live'
      hub.join(this)
      this.#tellLatest()
      return
    }
    this.#isReading = true
    const run = this.#run
    pacer.add(() => {
      if (run === this.#run) this.#readOn(run)
    })
  }

  #readOn(run: number): void {
    const { hub, pacer } = this.#parts
    const goOn = (work: () => void): void => {
      if (run !== this.#run) return
      this.#isReading = false
      work()
      this.#catchUp()
    }
    // A poll can have read further than live delivery has come in this moment.
    if (this.#position >= hub.position) {
      void hub.settle().then(() => goOn(() => {}))
      return
    }
    const recent = hub.recentChunk(this.filter, this.#position, this.#passed)
    if (recent !== undefined) return goOn(() => this.#replay(recent))
    hub.readChunk(this.filter, this.#position, this.#passed).then(
      (chunk) =>
        pacer.add(() => goOn(() => (chunk === undefined ? this.#reset('trimmed') : this.#replay(chunk)))),
      (error: unknown) => {
        if (run === this.#run) this.#endUnread(error)
      },
    )
  }

  #replay(chunk: Chunk): void {
    if (chunk.events.length === 0) {
      this.#position = chunk.to
      return
    }
    this.#take(chunk, this.#outlet as Outlet)
    this.#parts.metrics.replayed(chunk.events.length)
    for (const kind of tallyOf(chunk.events)) this.#parts.metrics.delivered(kind, kind.count, undefined)
  }

  #take(chunk: Chunk, outlet: Outlet): void {
    outlet.write(chunk.bytes(outlet.framing))
    this.#position = chunk.to
    this.#passed = chunk.passed
    this.#limitQueue(outlet)
  }

  /** The log was trimmed past this reader while it was catching up. */
  #reset(reason: ResetReason): void {
    const { hub, log, metrics } = this.#parts
    metrics.reset(reason)
    this.#position = hub.position
    this.#passed = this.#position
    this.#write([resetFrame(log, reason, hub.cursor(this.#position))])
  }

  #tellLatest(): boolean {
    const latest = this.#parts.latest()
    const outlet = this.#outlet as Outlet
    if (latest === this.#told || !this.filter.passes(latest.event)) return false
    this.#told = latest
    outlet.write(latest.bytes(outlet.framing))
    const { event } = latest
    this.#parts.metrics.delivered(event, 1, undefined)
    this.#limitQueue(outlet)
    return true
  }

  #hello(cursor: string, isContinued: boolean): Frame {
    const { settings, random, version } = this.#parts
    return helloFrame(this.#parts, {
      cursor,
      isContinued,
      heartbeatMs: settings.stream.heartbeat_ms,
      retryMs: 2_000 + Math.floor(random() * 3_000),
      version,
      connection: this.id,
    })
  }

  #scheduleBeat(outlet: Outlet): void {
    const { settings, timers, random } = this.#parts
    const wait = settings.stream.heartbeat_ms * (0.9 + 0.2 * random())
    this.#cancelBeat = timers.after(wait, () => {
      this.#scheduleBeat(outlet)
      // Bytes on their way are proof of life, and a heartbeat would only queue behind them.
      if (outlet.isFull()) this.#isBeatDue = true
      else this.#beat()
      outlet.ping()
    })
  }

  #beat(): void {
    this.#isBeatDue = false
    if (this.#subscription === undefined) return
    this.#write([heartbeatFrame(this.#parts, this.#parts.hub.cursor(this.#position))])
  }

  #write(frames: readonly Frame[], isLimited = true): void {
    const outlet = this.#outlet as Outlet
    outlet.write(encodeFrames(outlet.framing, frames))
    if (isLimited) this.#limitQueue(outlet)
  }

  #limitQueue(outlet: Outlet): void {
    const most = this.#parts.settings.limits.stream_queue_bytes
    if (outlet.queued() > most) this.#endSlow(`has more than ${most} bytes queued`)
  }

  #endSlow(what: string): void {
    if (this.#state === 'closing') return
    this.#parts.metrics.shed('slow')
    const cursor = this.#parts.hub.cursor(this.#position)
    const message = `this connection ${what}; reconnect with the cursor of the last event that you have`
    this.end(
      { code: CLOSE_SLOW, reason: `slow consumer; written up to ${cursor}` },
      errorFrame('slow', message),
    )
  }

  #endUnread(error: unknown): void {
    this.#parts.metrics.error('read_failed')
    const reason = error instanceof Error ? error.message : String(error)
    const message = `the log could not be read (${reason}); reconnect with the cursor of the last event that you have`
    this.end({ code: 1011, reason: 'the log could not be read' }, errorFrame('read_failed', message))
  }

  #retire(): void {
    if (this.#state === 'live') this.#parts.hub.leave(this)
    this.#state = 'closing'
    this.#run++
    this.#cancelBeat?.()
  }
}
