import type { Timers } from '../../ground/clock.ts'
import { networkOf } from '../../ground/network-of.ts'
import { BodyRefused } from './body-refused.ts'

/** How often slow bodies are looked for, and over how long their speed is measured, ms. */
const LOOK_MS = 1_000
const MEASURED_MS = 10_000

export interface BodyRoomParts {
  /** Bytes that all bodies together may take. */
  readonly limit: number
  /** Least speed of a body on its way. */
  readonly bytesPerSecond: number
  readonly timers: Timers
  readonly monotonic: () => number
}

/** The place of one body. */
export interface BodyPlace {
  /** How many bytes of memory it takes by now. */
  readonly takes: (bytes: number) => void
  /** So many more of its bytes have arrived. */
  readonly arrived: (bytes: number) => void
  /** It is whole: from now on it waits for us, not for its sender. */
  readonly whole: () => void
  /** Its request was answered, or is over. Called at least once. */
  readonly leave: () => void
}

/** Who keeps the room: places tell it what they take. */
interface Keeper {
  readonly takes: (body: Body, bytes: number) => void
  readonly leave: (body: Body) => void
}

/** Its methods are all bodies': every request has one. */
class Body implements BodyPlace {
  readonly network: string
  readonly since: number
  /** It holds on to the request; once left, the place does not. */
  refuse: (refusal: BodyRefused) => void
  size = 0
  received = 0
  /** What had been received at the begin of the present measurement. */
  measuredAt: number
  measuredReceived = 0
  isWhole = false
  readonly #keeper: Keeper

  constructor(keeper: Keeper, network: string, since: number, refuse: (refusal: BodyRefused) => void) {
    this.network = network
    this.since = since
    this.refuse = refuse
    this.measuredAt = since
    this.#keeper = keeper
  }

  takes(bytes: number): void {
    this.#keeper.takes(this, bytes)
  }

  arrived(bytes: number): void {
    this.received += bytes
  }

  whole(): void {
    this.isWhole = true
  }

  leave(): void {
    this.#keeper.leave(this)
  }
}

/**
 * The room for all bodies that are on their way, or whole and in work. A body that is slower than it may be is refused.
 * When the room is full, the slowest body of the address that takes most of it is: whoever fills it loses his own, and
 * whoever comes with little always finds room.
 */
export class BodyRoom {
  readonly #parts: BodyRoomParts
  readonly #bodies = new Set<Body>()
  readonly #keeper: Keeper = {
    takes: (body, bytes) => this.#takes(body, bytes),
    leave: (body) => this.#leave(body),
  }
  readonly #stop: () => void
  #size = 0

  constructor(parts: BodyRoomParts) {
    this.#parts = parts
    this.#stop = parts.timers.every(LOOK_MS, () => this.#refuseSlow())
  }

  /** Bytes taken now. */
  get size(): number {
    return this.#size
  }

  /** `refuse` is called at most once, while the body is on its way. */
  enter(address: string, refuse: Body['refuse']): BodyPlace {
    const body = new Body(this.#keeper, networkOf(address), this.#parts.monotonic(), refuse)
    this.#bodies.add(body)
    return body
  }

  close(): void {
    this.#stop()
  }

  #takes(body: Body, bytes: number): void {
    if (!this.#bodies.has(body)) return
    this.#size += bytes - body.size
    body.size = bytes
    while (this.#size > this.#parts.limit && this.#refuseOne()) {}
  }

  #leave(body: Body): void {
    if (!this.#bodies.delete(body)) return
    this.#size -= body.size
    // A set that has grown old is renewed in V8's old generation, where what it held before stays until a full collection.
    body.refuse = NOTHING
  }

  /** False when nothing is on its way that could be refused. */
  #refuseOne(): boolean {
    const now = this.#parts.monotonic()
    const speed = ({ received, since }: Body): number => received / (now - since + 1)
    const largest = this.#largestHolder()
    let slowest: Body | undefined
    for (const body of this.#bodies) {
      if (!isWaiting(body) || body.network !== largest) continue
      if (slowest === undefined || speed(body) < speed(slowest)) slowest = body
    }
    if (slowest === undefined) return false
    const message = `this server holds bodies of ${this.#parts.limit} bytes already (limits.waiting_body_bytes), and this one came most slowly; send it again`
    this.#refuse(slowest, new BodyRefused(503, message))
    return true
  }

  /** Who holds most of what is on its way. */
  #largestHolder(): string | undefined {
    const sizes = new Map<string, number>()
    let largest: string | undefined
    for (const body of this.#bodies) {
      if (!isWaiting(body)) continue
      const { network, size } = body
      sizes.set(network, (sizes.get(network) ?? 0) + size)
    }
    for (const [network, size] of sizes) {
      if (largest === undefined || size > (sizes.get(largest) ?? 0)) largest = network
    }
    return largest
  }

  #refuseSlow(): void {
    const { bytesPerSecond } = this.#parts
    const now = this.#parts.monotonic()
    for (const body of this.#bodies) {
      const passed = now - body.measuredAt
      if (body.isWhole || passed < MEASURED_MS) continue
      if (body.received - body.measuredReceived >= (bytesPerSecond * passed) / 1000) {
        body.measuredAt = now
        body.measuredReceived = body.received
        continue
      }
      const message = `the body came more slowly than ${bytesPerSecond} bytes a second (limits.body_bytes_per_second); send it again`
      this.#refuse(body, new BodyRefused(408, message))
    }
  }

  #refuse(body: Body, refusal: BodyRefused): void {
    const { refuse } = body
    this.#leave(body)
    refuse(refusal)
  }
}

const NOTHING = (): void => {}

function isWaiting({ isWhole, size }: Body): boolean {
  return !isWhole && size > 0
}
