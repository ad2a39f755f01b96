import { expect, onTestFinished, test } from 'vitest'
import { openPostgres } from '../../../../server/src/storage/postgres/postgres-storage.ts'
import { MIGRATIONS } from '../../../../server/src/storage/postgres/schema.ts'
import { sharedPostgres } from '../../../support/programs/postgres.ts'
import { changes, DAY, firings } from '../conformance/samples.ts'

const postgres = sharedPostgres()

test('servers that start together make the schema once', async () => {
  const place = await postgres().newPlace()
  const storages = await Promise.all([1, 2, 3].map(() => openPostgres(place)))
  onTestFinished(async () => void (await Promise.all(storages.map(({ close }) => close()))))
  const { ask } = postgres()
  const count = (table: string) =>
    ask(`SELECT count(*)::int AS n FROM ${place.schema}.${table}`, place.database)
  expect(await count('commits')).toEqual([{ n: 1 }])
  expect(await count('schema_version')).toEqual([{ n: 1 }])
})

test('a schema of a newer version that does without this one is refused; one that only added is gone on with', async () => {
  const place = await postgres().newPlace()
  const first = await openPostgres(place)
  await first.commit(changes({ events: firings(1, 2) }))
  await first.close()
  const version = MIGRATIONS.length + 2
  const newer = (oldestReader: number) =>
    postgres().ask(
      `UPDATE ${place.schema}.schema_version SET version = ${version}, oldest_reader = ${oldestReader}`,
      place.database,
    )
  await newer(MIGRATIONS.length + 1)
  await expect(openPostgres(place)).rejects.toThrow(
    new RegExp(`newer version, whose schema is ${version}, .*restore the backup`),
  )
  await newer(MIGRATIONS.length)
  const second = await openPostgres(place)
  expect(await second.load(DAY, 10)).toMatchObject({ head: 2 })
  await second.close()
  expect(await postgres().ask(`SELECT version FROM ${place.schema}.schema_version`, place.database)).toEqual([
    { version },
  ])
})

test('a database in another encoding is refused, and says how one is made', async () => {
  await postgres().ask(
    `CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'`,
  )
  await postgres().ask('GRANT CREATE ON DATABASE latin TO watchfloor')
  const place = await postgres().newPlace({ database: 'latin' })
  await expect(openPostgres(place)).rejects.toThrow("encoding is LATIN1; create one with ENCODING 'UTF8'")
})
