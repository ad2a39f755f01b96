import type { Millis } from '@watchfloor/contract'
import { Connection } from './connection.ts'
import { HEAD, type Head } from './head.ts'
import { LogWriter } from './log-writer.ts'
import { migrate } from './migrate.ts'
import { nameOf, type Place } from './place.ts'

/** So long a start waits for a server before it to be gone: its connections outlive it by as much where its machine vanished. */
const LOCK_WAIT: Millis = 30_000
const LOOK_AGAIN: Millis = 250

/** Held by the connection that writes. That two do not write is seen to by the head; this says so before they try. */
const LOCK = `SELECT pg_try_advisory_lock(hashtextextended('watchfloor writes ' || current_schema(), 0)) AS taken`

/** A commit is answered when it is on the disk, whatever the database or the role would have it be. */
const DURABLE = `SELECT set_config('synchronous_commit', 'on', false)
  WHERE current_setting('synchronous_commit') NOT IN ('on', 'remote_apply')`

/** Brings the schema up to date and opens it for writing. Rejects when another server has it open. */
export async function openWriter(
  place: Place,
  onPromoted: (from: number, to: number) => void,
  lockWait = LOCK_WAIT,
): Promise<LogWriter> {
  const connection = await Connection.open(place, 'writes')
  try {
    await migrate(connection, place)
    await takeLock(connection, place, lockWait)
    const ask = async <R>(text: string) =>
      (await connection.ask<R & Record<string, unknown>>({ text }, place.patience))[0] as R
    await ask(DURABLE)
    const { may } = await ask<{ may: boolean }>(
      `SELECT has_function_privilege('pg_control_system()', 'execute') AS may`,
    )
    const head = await ask<Head>(HEAD)
    return new LogWriter(
      { place, connect: () => reconnect(place), maySeeSystem: may, onPromoted },
      connection,
      head,
    )
  } catch (error) {
    connection.cut()
    throw error
  }
}

async function reconnect(place: Place): Promise<Connection> {
  const connection = await Connection.open(place, 'writes')
  try {
    // Perhaps the connection that was lost holds it still; that one writes nothing that is not found out.
    await connection.ask({ text: LOCK }, place.patience)
    await connection.ask({ text: DURABLE }, place.patience)
    return connection
  } catch (error) {
    connection.cut()
    throw error
  }
}

async function takeLock(connection: Connection, place: Place, wait: Millis): Promise<void> {
  const until = performance.now() + wait
  for (;;) {
    const [row] = await connection.ask<{ taken: boolean }>({ text: LOCK }, place.patience)
    if (row?.taken === true) return
    if (performance.now() >= until)
      throw new Error(
        `another server has ${nameOf(place)} open; stop it, or give this one a schema of its own`,
      )
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN))
  }
}
