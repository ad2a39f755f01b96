import type { Connection } from './connection.ts'
import type { Place } from './place.ts'
import { MIGRATIONS, MOVING, OLDEST_READER } from './schema.ts'

/** Creating an index over a large history takes long. */
const PATIENCE = 3_600_000

/**
 * Brings the schema to this program's, in one transaction; servers that start together do it one by one. Throws where
 * the database, or a newer program's schema, is none to go on with.
 */
export async function migrate(connection: Connection, { schema }: Place): Promise<void> {
  const ask = <R extends Record<string, unknown>>(text: string) => connection.ask<R>({ text }, PATIENCE)
  await ask('BEGIN')
  try {
    const row = await beginSchema(ask, schema)
    const version = row?.version ?? 0
    if (version === MOVING)
      throw new Error(
        'what was being moved into it is not all there: run watchfloor-server migrate again, or drop the schema to begin an empty log',
      )
    if (version > MIGRATIONS.length && (row?.oldest_reader ?? 0) > MIGRATIONS.length)
      throw new Error(
        `its schema was written by a newer version, whose schema is ${version}, and this one knows ${MIGRATIONS.length}: ` +
          'start that version again, or restore the backup that was made before the upgrade',
      )
    for (const migration of MIGRATIONS.slice(version)) await ask(migration)
    if (version < MIGRATIONS.length) await ask(versionIs(MIGRATIONS.length, OLDEST_READER))
    await ask('COMMIT')
  } catch (error) {
    if (!connection.isGone) await ask('ROLLBACK')
    throw error
  }
}

/**
 * Part of a transaction: makes sure that the schema is there, and answers its version, if it has one. Whoever else
 * does so waits until the transaction is over.
 */
export async function beginSchema(
  ask: <R extends Record<string, unknown>>(text: string) => Promise<readonly R[]>,
  schema: string,
): Promise<{ readonly version: number; readonly oldest_reader: number } | undefined> {
  const [database] = await ask<{ encoding: string }>(`SELECT current_setting('server_encoding') AS encoding`)
  if (database?.encoding !== 'UTF8')
    throw new Error(
      `the database's encoding is ${database?.encoding}; create one with ENCODING 'UTF8' TEMPLATE template0`,
    )
  await ask('SET LOCAL lock_timeout = 0')
  await ask(`SELECT pg_advisory_xact_lock(hashtextextended('watchfloor migrates ${schema}', 0))`)
  // Asked first, because a role that has its schema need not be allowed to create one.
  const known = await ask(`SELECT FROM pg_namespace WHERE nspname = '${schema}'`)
  if (known.length === 0) await ask(`CREATE SCHEMA ${schema}`)
  await ask(`CREATE TABLE IF NOT EXISTS schema_version (
    one boolean PRIMARY KEY DEFAULT true CHECK (one), version int NOT NULL, oldest_reader int NOT NULL)`)
  return (await ask<{ version: number; oldest_reader: number }>('SELECT * FROM schema_version'))[0]
}

/** SQL that says which version the schema is. */
export function versionIs(version: number, oldestReader: number): string {
  return `INSERT INTO schema_version (version, oldest_reader) VALUES (${version}, ${oldestReader})
    ON CONFLICT (one) DO UPDATE SET version = excluded.version, oldest_reader = excluded.oldest_reader`
}
