import { execFile } from 'node:child_process'
import { chown, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type BoardSnapshot, isDurable, type LoggedEvent, type Page } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { post } from '../support/http/post.ts'
import { runServer } from '../support/http/run-server.ts'
import { sharedPostgres } from '../support/programs/postgres.ts'
import { postgresFolders } from '../support/programs/postgres-programs.ts'
import { tempDir } from '../support/temp-dir.ts'

const postgres = sharedPostgres()
const run = promisify(execFile)
const OPERATING = join(import.meta.dirname, '../../docs/operating.md')
/** Where the documentation keeps backups. */
const BACKUPS = '/var/backups/watchfloor'

/** The lines of the block in docs/operating.md that begins with these words. */
async function documented(begin: string): Promise<string> {
  const text = await readFile(OPERATING, 'utf8')
  const found = text.split('```').filter((block) => block.replace(/^\w+\n/, '').startsWith(begin))
  expect(found).toHaveLength(1)
  return found.join('').replace(/^\w+\n/, '')
}

async function pageAfter(url: string, cursor: string): Promise<Page> {
  return (await (await fetch(`${url}/api/v2/events?limit=1000&cursor=${cursor}`)).json()) as Page
}

async function boardOf(url: string): Promise<BoardSnapshot> {
  return (await (await fetch(`${url}/api/v2/board`)).json()) as BoardSnapshot
}

function durable({ events }: Page): readonly LoggedEvent[] {
  return events.filter(isDurable)
}

test('S16: a dump that is put back into the same database is a new term: who saw more hears reset, although the cluster is the same', async () => {
  const { host, port, database, user, schema } = await postgres().newPlace({ schema: 'watchfloor' })
  const config = { store: 'postgres', postgres: { host, port, database, user, schema } } as const
  const folder = await tempDir()
  const shell = async (lines: string): Promise<void> => {
    const PATH = [...postgresFolders(), process.env.PATH].join(':')
    const there = { PGHOST: host, PGPORT: String(port), PGUSER: user, PGDATABASE: database }
    await run('sh', ['-ec', lines], { cwd: folder, env: { ...process.env, PATH, ...there } })
  }
  const first = await runServer({ config })
  await post(`${first.url}/api/v2/alerts`, [{ labels: { alertname: 'Kept' } }])
  const kept = await boardOf(first.url)
  await shell(await documented('pg_dump'))
  await post(`${first.url}/api/v2/alerts`, [{ labels: { alertname: 'Gone' } }])
  const lost = await boardOf(first.url)
  await first.close()
  await shell(await documented("psql --command='DROP"))
  const second = await runServer({ config })
  await post(`${second.url}/api/v2/alerts`, [{ labels: { alertname: 'New' } }])
  expect((await pageAfter(second.url, kept.cursor)).reset).toBeUndefined()
  expect(await pageAfter(second.url, lost.cursor)).toHaveProperty('reset')
  const names = (await boardOf(second.url)).alerts.map(({ alertname }) => alertname)
  expect(names.toSorted()).toEqual(['Kept', 'New'])
})

test('S16: the documented lines bring PostgreSQL back to a moment: who saw more hears reset, who did not goes on, and nothing is there twice', async () => {
  const pg = postgres()
  const { host, port, database, user, schema } = await pg.newPlace()
  const config = { store: 'postgres', postgres: { host, port, database, user, schema } } as const
  const [row] = await pg.ask('SHOW data_directory')
  const data = String(row?.data_directory)
  const backups = await tempDir()
  const { uid, gid } = await ownerOf(data)
  const shell = async (lines: string, more: NodeJS.ProcessEnv = {}): Promise<void> => {
    const PATH = [...postgresFolders(), process.env.PATH].join(':')
    const env = {
      ...process.env,
      PATH,
      PGDATA: data,
      PGHOST: host,
      PGPORT: String(port),
      PGUSER: 'postgres',
      ...more,
    }
    await run('sh', ['-ec', lines.replaceAll(BACKUPS, backups)], { env, cwd: backups, uid, gid })
  }
  await mkdir(join(backups, 'wal'))
  for (const folder of [backups, join(backups, 'wal')]) await chown(folder, uid, gid)
  const conf = join(data, 'postgresql.conf')
  const settings = (await documented('archive_mode')).replaceAll(BACKUPS, backups)
  await writeFile(conf, `${await readFile(conf, 'utf8')}\n${settings}`)
  await pg.stop()
  await pg.start()

  const first = await runServer({ config })
  const fire = (url: string, ...names: readonly string[]) =>
    post(
      `${url}/api/v2/alerts`,
      names.map((alertname) => ({ labels: { alertname } })),
    )
  await fire(first.url, 'Before the copy')
  await shell(await documented('pg_basebackup'))
  await fire(first.url, 'After the copy')
  const kept = await boardOf(first.url)
  const [moment] = await pg.ask('SELECT clock_timestamp()::text AS now')
  await fire(first.url, 'Gone', 'Gone too')
  const lost = await boardOf(first.url)
  await first.close()
  await pg.stop()
  await shell(await documented('mv "$PGDATA"'), { MOMENT: String(moment?.now) })
  await pg.start()

  const second = await runServer({ config })
  const names = (await boardOf(second.url)).alerts.map(({ alertname }) => alertname)
  expect(names.toSorted()).toEqual(['After the copy', 'Before the copy'])
  expect(await pageAfter(second.url, lost.cursor)).toMatchObject({ reset: { reason: expect.any(String) } })
  expect((await pageAfter(second.url, kept.cursor)).reset).toBeUndefined()
  await fire(second.url, 'After the copy', 'Gone', 'New')
  const next = durable(await pageAfter(second.url, kept.cursor))
  const opened = next.flatMap((event) => (event.type === 'alert_created' ? [event.data.alertname] : []))
  expect(opened).toEqual(['Gone', 'New'])
  const log = durable(await pageAfter(second.url, `${kept.cursor.split('.')[0]}.0`))
  expect(log.map(({ sequence }) => sequence)).toEqual(log.map((_, n) => n + 1))
  expect(new Set(log.map(({ id }) => id)).size).toBe(log.length)
  // The place where it saw what is gone stays foreign, whatever has been written there since.
  expect(await pageAfter(second.url, lost.cursor)).toHaveProperty('reset')
})

async function ownerOf(path: string): Promise<{ readonly uid: number; readonly gid: number }> {
  const { stdout } = await run('stat', ['-c', '%u %g', path])
  const [uid = 0, gid = 0] = stdout.split(' ').map(Number)
  return { uid, gid }
}
