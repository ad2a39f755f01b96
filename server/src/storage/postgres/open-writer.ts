import { Connection } from './connection.ts'
import { HEAD, type Head, systemOf, TIMELINE } from './head.ts'
import { LogWriter, type LogWriterParts } from './log-writer.ts'
import { migrate } from './migrate.ts'
import type { Place } from './place.ts'

/** A commit is answered when it is on the disk, whatever the database or the role would have it be. */
const DURABLE = `SELECT set_config('synchronous_commit', 'on', false)
  WHERE current_setting('synchronous_commit') NOT IN ('on', 'remote_apply')`

/** Brings the schema up to date and opens it for writing, beside whoever else does. */
export async function openWriter(
  parts: Omit<LogWriterParts, 'connect' | 'maySeeSystem'>,
): Promise<LogWriter> {
  const { place } = parts
  const connection = await Connection.open(place, 'writes')
  try {
    await migrate(connection, place)
    const ask = async <R>(text: string) =>
      (await connection.ask<R & Record<string, unknown>>({ text }, place.patience))[0] as R
    await ask(DURABLE)
    const { may } = await ask<{ may: boolean }>(
      `SELECT has_function_privilege('pg_control_system()', 'execute') AS may`,
    )
    // A log in which no term began yet is of this place.
    await ask(
      `UPDATE log_head SET timeline = ${TIMELINE}, system = ${systemOf(may)} WHERE epoch = '' AND sequence = 0`,
    )
    const head = await ask<Head>(HEAD)
    return new LogWriter({ ...parts, connect: () => reconnect(place), maySeeSystem: may }, connection, head)
  } catch (error) {
    connection.cut()
    throw error
  }
}

async function reconnect(place: Place): Promise<Connection> {
  const connection = await Connection.open(place, 'writes')
  try {
    await connection.ask({ text: DURABLE }, place.patience)
    return connection
  } catch (error) {
    connection.cut()
    throw error
  }
}
