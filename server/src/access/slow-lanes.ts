interface Waiting {
  readonly isGone: () => boolean
  /** False: nobody waits for it any more, or the server ends. */
  readonly go: (isTurn: boolean) => void
}

export interface SlowLanesParts {
  readonly perSecond: number
  /** Connections that the server may hold: so many may wait. */
  readonly connections: number
  readonly after: (ms: number, run: () => void) => () => void
}

/**
 * Where work waits that nobody is refused and few may have: a lane for each network, one of each in turn, and all
 * together so many a second. In a lane each connection waits once, so a lane is as long as its network has connections
 * open, and whoever came last waits for those, and for nothing that other networks do but their turns.
 */
export class SlowLanes {
  readonly #parts: SlowLanesParts
  readonly #lanes = new Map<string, Map<object, Waiting>>()
  #size = 0
  #stop: (() => void) | undefined
  #isClosed = false

  constructor(parts: SlowLanesParts) {
    this.#parts = parts
  }

  /** How many wait. */
  get size(): number {
    return this.#size
  }

  /** True when their turn has come; false at once for a connection that waits already (it sent one thing after another). */
  wait(network: string, connection: object, isGone: () => boolean): Promise<boolean> {
    // Those who left are found when their turn comes; before that only when there are more than can be connected.
    if (this.#size >= 2 * this.#parts.connections) this.#sweep()
    const lane = this.#lanes.get(network) ?? new Map<object, Waiting>()
    if (this.#isClosed || lane.has(connection)) return Promise.resolve(false)
    const { promise, resolve } = Promise.withResolvers<boolean>()
    lane.set(connection, { isGone, go: resolve })
    this.#lanes.set(network, lane)
    this.#size++
    this.#stop ??= this.#later()
    return promise
  }

  close(): void {
    this.#isClosed = true
    this.#stop?.()
    for (const lane of this.#lanes.values()) for (const { go } of lane.values()) go(false)
    this.#lanes.clear()
    this.#size = 0
  }

  #later(): () => void {
    return this.#parts.after(1000 / this.#parts.perSecond, () => {
      this.#next()
      this.#stop = this.#size > 0 ? this.#later() : undefined
    })
  }

  /** Lets one go on: the first that is still there. */
  #next(): void {
    for (;;) {
      const [first] = this.#lanes
      if (first === undefined) return
      const [network, lane] = first
      const [connection, waiting] = lane.entries().next().value ?? []
      this.#lanes.delete(network)
      if (connection === undefined || waiting === undefined) continue
      lane.delete(connection)
      this.#size--
      if (lane.size > 0) this.#lanes.set(network, lane)
      const isGone = waiting.isGone()
      waiting.go(!isGone)
      if (!isGone) return
    }
  }

  #sweep(): void {
    for (const [network, lane] of this.#lanes) {
      for (const [connection, { isGone, go }] of lane) {
        if (!isGone()) continue
        lane.delete(connection)
        this.#size--
        go(false)
      }
      if (lane.size === 0) this.#lanes.delete(network)
    }
  }
}
