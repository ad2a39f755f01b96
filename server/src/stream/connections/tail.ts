import type { CompiledFilter, ConnectionState } from '@watchfloor/contract'
import type { Steps } from '../../ground/steps.ts'
import type { Tracing } from '../../ground/tracing.ts'
import type { Hub } from '../delivery/hub.ts'
import type { Pacer } from '../delivery/pacer.ts'
import type { Latest, Reader } from '../delivery/reader.ts'
import type { StreamMetrics } from '../parts/stream-metrics.ts'
import type { StreamSettings } from '../parts/stream-settings.ts'
import { type Chunk, tallyOf } from '../wire/chunk.ts'
import type { Outlet } from './outlet.ts'

/** What all tails share. */
export interface TailParts {
  readonly hub: Hub
  readonly pacer: Pacer
  readonly metrics: StreamMetrics
  readonly settings: {
    /** With more than this queued one leaves live delivery. */
    readonly limits: Pick<StreamSettings['limits'], 'stream_soft_queue_bytes'>
  }
  /** Absent where nobody traces. */
  readonly onDelivered?: Tracing['delivered'] | undefined
}

/** What a tail tells its connection. */
export interface TailListener {
  /** It has written something. */
  readonly wrote: () => void
  /** It has caught up and is live. */
  readonly live: () => void
  /** There is a new value of class B; answers whether it was written. */
  readonly offerLatest: (latest: Latest) => boolean
  /** The log was trimmed past its position; it goes on from where live delivery stands, which is its position now. */
  readonly trimmed: () => void
  readonly unreadable: (error: unknown) => void
  readonly tooCostly: () => void
}

/**
 * Follows the log for one subscription: catches up from a position, joins live delivery without a seam, and goes
 * back to catching up when its socket does not keep up. A subscription to something else is another tail.
 */
export class Tail implements Reader {
  readonly filter: CompiledFilter
  readonly asker: string
  readonly #parts: TailParts
  readonly #outlet: Outlet
  readonly #listener: TailListener
  #state: Exclude<ConnectionState, 'waiting'> = 'replaying'
  #position: number
  #told: number
  #isReading = false

  constructor(
    parts: TailParts,
    own: {
      readonly outlet: Outlet
      readonly asker: string
      readonly filter: CompiledFilter
      /** Where to go on from, and its client knows that. */
      readonly position: number
    },
    listener: TailListener,
  ) {
    this.filter = own.filter
    this.asker = own.asker
    this.#parts = parts
    this.#outlet = own.outlet
    this.#listener = listener
    this.#position = own.position
    this.#told = own.position
  }

  get position(): number {
    return this.#position
  }

  get told(): number {
    return this.#told
  }

  get state(): Exclude<ConnectionState, 'waiting'> {
    return this.#state
  }

  deliver(chunk: Chunk): boolean {
    const { hub, metrics, settings } = this.#parts
    const most = settings.limits.stream_soft_queue_bytes
    const outlet = this.#outlet
    if (chunk.events.length > 0 && outlet.isFull() && outlet.queued() + chunk.size > most) {
      hub.leave(this)
      this.#state = 'lagging'
      metrics.lagging()
      return false
    }
    return this.#take(chunk)
  }

  fallBehind(): void {
    this.#state = 'replaying'
    this.catchUp()
  }

  offerLatest(latest: Latest): boolean {
    return this.#listener.offerLatest(latest)
  }

  tooCostly(): void {
    this.#listener.tooCostly()
  }

  /** Its client is told its position now. */
  tell(): void {
    this.#told = this.#position
  }

  stop(): void {
    if (this.#state === 'live') this.#parts.hub.leave(this)
    this.#state = 'closing'
  }

  /** Goes on where it stopped, if it is behind and the socket takes more: a chunk at a time, and live in the end. */
  catchUp(): void {
    const { hub, pacer } = this.#parts
    const isBehind = this.#state === 'replaying' || this.#state === 'lagging'
    if (!isBehind || this.#isReading || this.#outlet.isFull()) return
    if (this.#position === hub.position) {
      this.#state = 'live'
      hub.join(this)
      this.#listener.live()
      return
    }
    this.#isReading = true
    pacer.add(() => this.#readOn())
  }

  #readOn(): void {
    const { hub, pacer, metrics } = this.#parts
    // A poll can have read further than live delivery has come in this moment.
    if (this.#position >= hub.position) {
      void hub.settle().then(() => this.#goOn(() => {}))
      return
    }
    const recent = hub.recentAfter(this.#position)
    if (recent !== undefined) return this.#cut(hub.cut(this, recent))
    hub.readAfter(this.#position).then(
      (events) =>
        pacer.add(() =>
          events === undefined ? this.#goOn(() => this.#skip()) : this.#cut(hub.cut(this, events)),
        ),
      (error: unknown) => {
        metrics.error('read_failed')
        if (this.#state !== 'closing') this.#listener.unreadable(error)
      },
    )
  }

  /** Works the next chunk out, in later turns too when that takes long. */
  #cut(steps: Steps<Chunk | undefined>): void {
    if (this.#state === 'closing') return
    const { done, value: chunk } = steps.next()
    if (done !== true) this.#parts.pacer.add(() => this.#cut(steps))
    else if (chunk === undefined) this.tooCostly()
    else this.#goOn(() => this.#replay(chunk))
  }

  #goOn(work: () => void): void {
    if (this.#state === 'closing') return
    this.#isReading = false
    work()
    this.catchUp()
  }

  #replay(chunk: Chunk): void {
    if (!this.#take(chunk)) return
    const { metrics } = this.#parts
    metrics.replayed(chunk.events.length)
    for (const kind of tallyOf(chunk.events)) metrics.delivered(kind, kind.count, undefined)
  }

  #take(chunk: Chunk): boolean {
    this.#position = chunk.to
    if (chunk.events.length === 0) return false
    this.#told = chunk.passed
    const outlet = this.#outlet
    outlet.write(chunk.bytes(outlet.framing))
    this.#parts.onDelivered?.(outlet.transport, chunk.to)
    this.#listener.wrote()
    return true
  }

  #skip(): void {
    this.#position = this.#parts.hub.position
    this.#told = this.#position
    this.#listener.trimmed()
  }
}
