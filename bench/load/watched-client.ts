import { type Client, createClient, systemPlatform } from '@watchfloor/client'
import { type Event, isDurable } from '@watchfloor/contract'
import type { Latencies } from '../measures/latencies.ts'
import { ClientNetwork } from './client-network.ts'
import { MARK_BYTES, microsAt, STAMP_BYTES, sharedMicros } from './event-stamp.ts'

export interface WatchedClientOptions {
  readonly url: string
  /** Where it begins: the board is not fetched. */
  readonly cursor: string
  /** By which it says who it is. */
  readonly token?: string | undefined
  /** Of events that were sent while it was offline, from when it had its network back until they were applied. */
  readonly replays: Latencies
  /** Of all events, from their stamp. */
  readonly ages: Latencies
}

/** The real client with its own back-off, and a network of its own that can be taken away. */
export class WatchedClient {
  /** Sequence of the newest event that it applied. */
  last: number
  applied = 0
  missing = 0
  repeated = 0
  /** Boards taken: the log could not be continued. */
  boards = 0
  /** When it became live, on the shared clock; undefined while it is not. */
  liveSince: number | undefined
  /** The last time without a live stream, µs. */
  blackout = 0
  #lostAt: number | undefined
  readonly #options: WatchedClientOptions
  readonly #client: Client
  readonly #network = new ClientNetwork()
  #onlineSince = Number.NEGATIVE_INFINITY

  constructor(options: WatchedClientOptions) {
    const { url, cursor, token } = options
    this.#options = options
    this.last = Number(cursor.split('.')[1])
    this.#client = createClient({
      ...systemPlatform(globalThis),
      WebSocket: undefined,
      fetch: this.#network.fetch,
      url,
      cursor,
      token,
      onBoard: () => {
        this.boards++
      },
      onEvents: (events) => this.#apply(events),
      onFreshness: ({ state }) => this.#see(state === 'live'),
    })
    this.#client.start()
  }

  /** Repeats that arrived and were not applied. */
  get dropped(): number {
    return this.#client.freshness().counts.duplicates
  }

  offline(): void {
    this.#network.cut()
    this.#client.networkChanged(false)
  }

  online(): void {
    this.#network.restore()
    this.#onlineSince = sharedMicros()
    this.#client.networkChanged(true)
  }

  stop(): void {
    this.#client.stop()
  }

  #see(isLive: boolean): void {
    const now = sharedMicros()
    if (!isLive && this.liveSince !== undefined) {
      this.#lostAt = now
      this.liveSince = undefined
    } else if (isLive && this.liveSince === undefined) {
      this.liveSince = now
      if (this.#lostAt !== undefined) this.blackout = now - this.#lostAt
    }
  }

  #apply(events: readonly Event[]): void {
    const now = sharedMicros()
    for (const event of events) {
      if (!isDurable(event)) continue
      this.applied++
      if (event.sequence <= this.last) this.repeated++
      else this.missing += event.sequence - this.last - 1
      this.last = Math.max(this.last, event.sequence)
      const sent = sentAt(event)
      if (sent === undefined) continue
      this.#options.ages.add(now - sent)
      if (sent < this.#onlineSince) this.#options.replays.add(now - this.#onlineSince)
    }
  }
}

function sentAt(event: Event): number | undefined {
  if (event.source !== 'alert_processor') return undefined
  const bytes = Buffer.from(event.data.generator_url ?? '')
  const at = bytes.indexOf(MARK_BYTES[0])
  return at === -1 || at + STAMP_BYTES > bytes.length ? undefined : microsAt(bytes, at)
}
