import type { Millis } from '@watchfloor/contract'
import { Connection } from '../storage/postgres/connection.ts'
import { beginSchema, versionIs } from '../storage/postgres/migrate.ts'
import type { Place } from '../storage/postgres/place.ts'
import type { Ask } from '../storage/postgres/reads.ts'
import { MIGRATIONS, MOVING, OLDEST_READER } from '../storage/postgres/schema.ts'
import { naming } from '../storage/postgres/statement.ts'

/** A batch, an index, or the commit of everything may take so long. */
const PATIENCE: Millis = 3_600_000

/** A schema into which everything is moved, or in which it is looked. */
export interface Target {
  /** Marks the schema, which must be empty, as one that no server may start on. */
  readonly mark: () => Promise<void>
  /** All that is done within is kept, and the mark taken away, if it resolves; nothing of it, and the mark stays, otherwise. */
  readonly fill: <T>(work: (ask: Ask) => Promise<T>) => Promise<T>
  /** All that is asked within sees one moment. */
  readonly look: <T>(work: (ask: Ask) => Promise<T>) => Promise<T>
  readonly close: () => Promise<void>
}

export async function openTarget(place: Place): Promise<Target> {
  const connection = await Connection.open(place, 'writes')
  const named = naming()
  const ask: Ask = (text, values) =>
    connection.ask(named({ text, ...(values !== undefined && { values }) }), PATIENCE) as Promise<
      readonly never[]
    >
  /** Without parameters, several statements may stand in one text. */
  const run = <R extends Record<string, unknown>>(text: string) => connection.ask<R>({ text }, PATIENCE)
  const within = async <T>(begin: string, work: () => Promise<T>): Promise<T> => {
    await run(begin)
    try {
      const done = await work()
      await run('COMMIT')
      return done
    } catch (error) {
      if (!connection.isGone) await run('ROLLBACK')
      throw error
    }
  }
  return {
    mark: async () => {
      const [lock] = await run<{ taken: boolean }>(
        `SELECT pg_try_advisory_lock(hashtextextended('watchfloor moves into ${place.schema}', 0)) AS taken`,
      )
      if (lock?.taken !== true) throw new Error('somebody else is moving into it at this moment')
      await within('BEGIN', async () => {
        const row = await beginSchema(run, place.schema)
        const tables = await run<{ relname: string }>(
          `SELECT relname FROM pg_class WHERE relnamespace = '${place.schema}'::regnamespace
            AND relkind IN ('r', 'p', 'v', 'm', 'f') AND relname <> 'schema_version' ORDER BY relname`,
        )
        if (tables.length > 0 || (row !== undefined && row.version !== MOVING))
          throw new Error(
            `the schema is not empty (${tables.map(({ relname }) => relname).join(', ')}); ` +
              'give postgres.schema another name, or drop that schema if nothing in it is needed',
          )
        await run(versionIs(MOVING, MOVING))
      })
    },
    fill: (work) =>
      within('BEGIN', async () => {
        for (const migration of MIGRATIONS) await run(migration)
        const done = await work(ask)
        await run(versionIs(MIGRATIONS.length, OLDEST_READER))
        // How large the tables are is not left to be found out while the first people look.
        await run('ANALYZE')
        return done
      }),
    look: async (work) => {
      const [there] = await run<{ version: string | null }>(
        `SELECT to_regclass('${place.schema}.schema_version')::text AS version`,
      )
      if (there?.version == null) throw new Error('nothing was moved into it')
      const [row] = await run<{ version: number }>('SELECT version FROM schema_version')
      if (row?.version === MOVING) throw new Error('what was being moved into it is not all there')
      return within('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', () => work(ask))
    },
    close: () => connection.end(),
  }
}
