/**
 * Shows how long it takes to move a history into PostgreSQL, and to compare both. Fills a file first. The database is
 * the one that `PGHOST`, `PGPORT`, `PGUSER` and `PGDATABASE` name; the schema is made, and dropped in the end.
 *
 *     node bench/move.ts --events 1000000
 */

import { mkdtemp, rm, stat } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { compare } from '../server/src/moving/compare.ts'
import { copy } from '../server/src/moving/copy.ts'
import { openSource } from '../server/src/moving/source.ts'
import { openTarget } from '../server/src/moving/target.ts'
import { openSqlite } from '../server/src/storage/sqlite/sqlite-storage.ts'
import { printRun, saveResults } from './measures/print-run.ts'
import { fillHistory } from './store/filled-history.ts'

const { values } = parseArgs({ options: { events: { type: 'string', default: '1000000' } } })
const events = Number(values.events)
const folder = await mkdtemp(join(tmpdir(), 'watchfloor-bench-'))
const file = join(folder, 'watchfloor.db')
printRun()
const empty = await openSqlite(file)
await empty.openTerm({ epoch: 'bench', first: 1 })
await empty.close()
fillHistory(file, events, Date.now())
const { size } = await stat(file)

const { PGHOST: host = '127.0.0.1', PGPORT: port = '5432', PGUSER: user = 'postgres' } = process.env
const database = process.env.PGDATABASE ?? user
const schema = 'bench_move'
const place = {
  host,
  port: Number(port),
  user,
  database,
  schema,
  password: process.env.PGPASSWORD,
  tls: undefined,
  patience: 10_000,
}
const source = await openSource(file, 0)
const target = await openTarget(place)
await target.mark()
const used = (): number => {
  const { user: own, system } = process.threadCpuUsage()
  return (own + system) / 1_000_000
}
const began = performance.now()
let copied = 0
let compared = 0
const cpu = [used()]
await target.fill(async (ask) => {
  await copy(source, ask, () => undefined)
  copied = performance.now()
  cpu.push(used())
  const { differences } = await compare(source, ask, () => undefined)
  if (differences.length > 0) throw new Error(differences.join('\n'))
  compared = performance.now()
  cpu.push(used())
})
const seconds = { copy: copied - began, compare: compared - copied, commit: performance.now() - compared }
for (const [what, ms] of Object.entries(seconds))
  console.log(`${what}: ${(ms / 1_000).toFixed(1)} s, ${Math.round((events / ms) * 1_000)} events/s`)
console.log(
  `${events} events, file of ${(size / 1e6).toFixed(0)} MB; this thread's processor time: copy ${((cpu[1] ?? 0) - (cpu[0] ?? 0)).toFixed(1)} s, compare ${((cpu[2] ?? 0) - (cpu[1] ?? 0)).toFixed(1)} s; load average ${(loadavg()[0] ?? 0).toFixed(1)}`,
)
await saveResults('move', { events, size, seconds, cpu })
source.close()
await target.close()
const client = new pg.Client({ host, port: Number(port), user, database, password: process.env.PGPASSWORD })
await client.connect()
await client.query(`DROP SCHEMA ${schema} CASCADE`)
await client.end()
await rm(folder, { recursive: true })
