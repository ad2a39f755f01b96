import type { Timers } from '../ground/clock.ts'
import type { Connection } from './connections/connection.ts'
import type { Hub } from './delivery/hub.ts'
import { restarting } from './wire/endings.ts'

/** As many clients as a server takes back comfortably in a second. */
const BACK_PER_SECOND = 1_000
/** Telling and closing are paced: so many connections, then a pause of so many ms. */
const AT_ONCE = 250
const PAUSE_MS = 50
/**
 * Proxies ask once a second whether a server is ready, and the other servers have to hear that these streams no longer
 * count here: whoever is led back to this one, or is refused there, is without a stream for no reason.
 */
const NOTICE_MS = 1_500
/** Who comes back to another server waits no longer than this, ms: that not all come at once is what the ends see to. */
const SOON_MS = 200

export interface DrainParts {
  readonly hub: Hub
  readonly timers: Timers
  readonly random: () => number
  readonly connections: ReadonlyMap<string, Connection>
  /** How many other servers are there to take them. */
  readonly takers: () => number
}

/** Ends every stream in its clean way, and says when to come back. Resolves when all are gone. */
export async function drainConnections(parts: DrainParts): Promise<void> {
  const { timers, connections } = parts
  if (parts.takers() > 0) await pause(timers, NOTICE_MS)
  // Asked again: those may be on their way out as well.
  const takers = parts.takers()
  await (takers > 0 ? handOver(parts, takers) : sendAway(parts))
  while (connections.size > 0) await pause(timers, PAUSE_MS)
}

/** Others go on: streams end as fast as those take them, each follows until its turn, and is soon followed by the next. */
async function handOver({ hub, timers, random, connections }: DrainParts, takers: number): Promise<void> {
  await hub.settle()
  const act = (connection: Connection): void => {
    connection.announceDrain(Math.floor(random() * SOON_MS))
    connection.end(restarting)
  }
  await paced(timers, connections, act, (takers * BACK_PER_SECOND * PAUSE_MS) / 1_000)
}

/**
 * Nobody is there until this server is back: tells every client when to come, spread over as long as it takes to take
 * all of them back; writes out what is committed; then ends them, paced.
 */
async function sendAway({ hub, timers, random, connections }: DrainParts): Promise<void> {
  const spreadMs = Math.max(5_000, (connections.size / BACK_PER_SECOND) * 1000)
  await hub.settle()
  await paced(timers, connections, (connection) =>
    connection.announceDrain(1_000 + Math.floor(random() * (spreadMs - 1_000))),
  )
  await paced(timers, connections, (connection) => connection.end(restarting))
}

/** Does it to all that are there now, a few at a time, so that no turn of the event loop is long. */
export async function paced(
  timers: Timers,
  connections: DrainParts['connections'],
  act: (connection: Connection) => void,
  atOnce = AT_ONCE,
): Promise<void> {
  let done = 0
  for (const connection of [...connections.values()]) {
    act(connection)
    if (++done % atOnce === 0) await pause(timers, PAUSE_MS)
  }
}

function pause(timers: Timers, ms: number): Promise<void> {
  return new Promise((resolve) => timers.after(ms, resolve))
}
