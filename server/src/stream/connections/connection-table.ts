import { type CompiledFilter, parseCursor, type ResetReason, type StreamFilter } from '@watchfloor/contract'
import type { Principal } from '../../access/principal.ts'
import type { View } from '../../core/view.ts'
import type { EventLog } from '../../log/event-log.ts'
import type { Admitted } from '../admission/admitted.ts'
import type { Gate } from '../admission/gate.ts'
import { withinView } from '../admission/scope-filter.ts'
import type { Latest } from '../delivery/reader.ts'
import type { DeliveryTransport, StreamMetrics } from '../parts/stream-metrics.ts'
import { farewells } from '../wire/endings.ts'
import { Connection } from './connection.ts'
import type { ConnectionParts } from './connection-parts.ts'
import { Heartbeats } from './heartbeat.ts'
import { Listeners } from './listeners.ts'
import type { Outlet } from './outlet.ts'
import { QueueTotal } from './queue-total.ts'
import type { Start, Subscription } from './subscription.ts'

/** So long it is looked for what a cursor speaks of, ms. */
const PATIENCE_MS = 2_000

/** How the alerts, and the newest statistics, are to those who have a scope. */
interface Seeing {
  readonly seenBy: (scope: Principal['scope']) => Pick<View, 'sight' | 'event'>
  readonly latestOf: (scope: Principal['scope']) => Latest
}

/** What every transport needs to open a stream, and the table of those that are open. */
export class ConnectionTable {
  readonly gate: Gate
  readonly metrics: StreamMetrics
  readonly stallMs: number
  readonly connections = new Map<string, Connection>()
  readonly listeners: Listeners
  readonly #parts: ConnectionParts & Seeing
  readonly #log: EventLog
  readonly #newId: () => string
  /** Thousands follow the same. */
  readonly #subscriptions = new WeakMap<CompiledFilter, Subscription>()
  readonly #strangers: (reason: ResetReason, cursor: string) => void

  /** `strangers` hears of cursors that this log did not give, or no longer reaches. */
  constructor(
    gate: Gate,
    parts: Omit<ConnectionParts, 'queues' | 'heartbeats' | 'onClosed'> &
      Seeing & { readonly monotonic: () => number; readonly onListeners: () => void },
    newId: () => string,
    strangers: (reason: ResetReason, cursor: string) => void,
  ) {
    this.gate = gate
    this.metrics = parts.metrics
    this.stallMs = parts.settings.stream.stall_ms
    const queues = new QueueTotal<Connection>(
      parts.settings.limits.stream_queues_bytes,
      () => this.connections.values(),
      (connection) => connection.crowdedOut(),
    )
    const heartbeats = new Heartbeats({ ...parts, ms: parts.settings.stream.heartbeat_ms })
    const onClosed = (connection: Connection): void => {
      if (this.connections.delete(connection.id)) this.listeners.went(connection.admitted.principal.name)
      connection.admitted.release()
    }
    this.listeners = new Listeners(parts.onListeners)
    this.#parts = { ...parts, queues, heartbeats, onClosed }
    this.#log = parts.log
    this.#newId = newId
    this.#strangers = strangers
    parts.log.onTurn((before) => {
      for (const connection of [...this.connections.values()]) connection.turned(before)
    })
  }

  /** Opens a connection in the table; it leaves the table, and frees its place at the gate, when it closes. */
  open(admitted: Admitted, openOutlet: (connection: Connection) => Outlet): Connection {
    const id = this.#newId()
    const connection = new Connection(this.#parts, { id, admitted }, openOutlet)
    this.connections.set(id, connection)
    this.listeners.came(admitted.principal.name)
    this.gate.watch(admitted, {
      end: (why) => connection.end(farewells[why]),
      warn: (at) => connection.announceExpiry(at),
    })
    return connection
  }

  /** What a principal follows: its own filter, inside its scope. */
  subscription(filter: StreamFilter, compiled: CompiledFilter, principal: Principal): Subscription {
    const { hub, seenBy, latestOf } = this.#parts
    const { scope } = principal
    const shared = hub.shared(withinView(compiled, seenBy(scope)))
    const known = this.#subscriptions.get(shared)
    if (known !== undefined) return known
    const subscription = { filter, compiled: shared, latest: () => latestOf(scope) }
    this.#subscriptions.set(shared, subscription)
    return subscription
  }

  /**
   * Undefined when a cursor can be judged at once. Another server may have given it a moment ago; then it can be as soon as
   * this resolves to true. A server that cannot learn what others did does not call it a stranger's.
   */
  knows(cursor: string | undefined): Promise<boolean> | undefined {
    if (cursor === undefined) return undefined
    const located = this.#log.locate(cursor)
    if (located.ok || (located.reason !== 'future' && located.reason !== 'unknown')) return undefined
    return new Promise((resolve) => {
      const stop = this.#parts.timers.after(PATIENCE_MS, () => resolve(false))
      void this.#log.catchUp().then((isKnown) => {
        stop()
        resolve(isKnown)
      })
    })
  }

  /** Judges the cursor that a client came with (S16), by what it sees now. */
  startAt(
    cursor: string | undefined,
    transport: DeliveryTransport,
    { scope }: Subscription['compiled'],
  ): Start {
    if (cursor === undefined) return { from: 'head' }
    this.metrics.reconnected(transport)
    const held = parseCursor(cursor)
    // On its board is what it saw then, and what it did not see then is missing.
    if (held !== undefined && held.scope !== scope) return { from: 'reset', reason: 'scope', cursor }
    const located = this.#log.locate(cursor)
    if (located.ok) return { from: 'cursor', sequence: located.sequence }
    this.#strangers(located.reason, cursor)
    // A text that is no cursor cannot be kept; a real one stays the client's until it has seen the reset.
    const kept =
      located.reason === 'malformed' ? this.#parts.hub.cursor(this.#parts.hub.position, scope) : cursor
    return { from: 'reset', reason: located.reason, cursor: kept }
  }
}
