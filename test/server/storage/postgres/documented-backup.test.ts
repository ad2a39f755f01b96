import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { openPostgres } from '../../../../server/src/storage/postgres/postgres-storage.ts'
import { sharedPostgres } from '../../../support/programs/postgres.ts'
import { postgresFolders } from '../../../support/programs/postgres-programs.ts'
import { tempDir } from '../../../support/temp-dir.ts'
import { alert, changes, DAY, firings, sequences, silence, span } from '../conformance/samples.ts'

const postgres = sharedPostgres()
const OPERATING = join(import.meta.dirname, '../../../../docs/operating.md')

/** The lines of docs/operating.md that begin with this program. */
async function documented(program: string): Promise<string> {
  const text = await readFile(OPERATING, 'utf8')
  const found = text.split('\n').filter((line) => line.startsWith(`${program} `))
  expect(found).toHaveLength(1)
  return found.join('')
}

test('the documented lines back up a database that is written to, and restore all of it', async () => {
  const place = await postgres().newPlace({ schema: 'watchfloor' })
  const run = async (line: string): Promise<void> => {
    const { host: PGHOST, port, user: PGUSER, database: PGDATABASE } = place
    const PATH = [...postgresFolders(), process.env.PATH].join(':')
    const env = { ...process.env, PATH, PGHOST, PGPORT: String(port), PGUSER, PGDATABASE }
    await promisify(execFile)('sh', ['-c', line], { cwd: folder, env })
  }
  const folder = await tempDir()
  const first = await openPostgres(place)
  await first.openTerm({ epoch: 'one', first: 1 })
  await first.commit(changes({ events: firings(1, 20), alerts: [alert('a1')], silences: [silence('one')] }))
  const before = await first.load(DAY, 100)
  await run(await documented('pg_dump'))
  await first.commit(changes({ events: firings(21, 30), forgottenSilences: ['one'] }))
  await first.close()
  await run(await documented('psql'))
  await run(await documented('pg_restore'))
  const second = await openPostgres(place)
  expect(await second.load(DAY, 100)).toEqual(before)
  await second.openTerm({ epoch: 'two', first: 21 })
  await second.commit(changes({ events: firings(21, 22) }))
  expect(sequences(await second.events.readAfter(0, 100))).toEqual(span(1, 22))
  expect(await second.past.statistics(DAY, DAY + 1e9)).toMatchObject({ lives: 22 })
  await second.close()
})
