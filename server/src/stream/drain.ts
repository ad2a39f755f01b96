import type { Timers } from '../ground/clock.ts'
import type { Connection } from './connections/connection.ts'
import type { Hub } from './delivery/hub.ts'
import { restarting } from './wire/endings.ts'

/** As many clients as a starting server takes back comfortably in a second. */
const BACK_PER_SECOND = 1_000
/** Telling and closing are paced: so many connections, then a pause of so many ms. */
const AT_ONCE = 250
const PAUSE_MS = 50

export interface DrainParts {
  readonly hub: Hub
  readonly timers: Timers
  readonly random: () => number
  readonly connections: ReadonlyMap<string, Connection>
}

/**
 * Tells every client when to come back, spread over as long as it takes to take all of them back; writes out what
 * is committed; then ends them, paced. Resolves when all are gone.
 */
export async function drainConnections({ hub, timers, random, connections }: DrainParts): Promise<void> {
  const spreadMs = Math.max(5_000, (connections.size / BACK_PER_SECOND) * 1000)
  await hub.settle()
  await paced(timers, connections, (connection) =>
    connection.announceDrain(1_000 + Math.floor(random() * (spreadMs - 1_000))),
  )
  await paced(timers, connections, (connection) => connection.end(restarting))
  while (connections.size > 0) await pause(timers, PAUSE_MS)
}

/** Does it to all that are there now, a few at a time, so that no turn of the event loop is long. */
export async function paced(
  timers: Timers,
  connections: DrainParts['connections'],
  act: (connection: Connection) => void,
): Promise<void> {
  let done = 0
  for (const connection of [...connections.values()]) {
    act(connection)
    if (++done % AT_ONCE === 0) await pause(timers, PAUSE_MS)
  }
}

function pause(timers: Timers, ms: number): Promise<void> {
  return new Promise((resolve) => timers.after(ms, resolve))
}
