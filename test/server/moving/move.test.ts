import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type BoardSnapshot, isDurable, type LoggedEvent, type Page } from '@watchfloor/contract'
import { expect, onTestFinished, test, vi } from 'vitest'
import { main } from '../../../server/src/cli/main.ts'
import type { Place } from '../../../server/src/storage/postgres/place.ts'
import { openSqlite } from '../../../server/src/storage/sqlite/sqlite-storage.ts'
import { post } from '../../support/http/post.ts'
import { runServer } from '../../support/http/run-server.ts'
import { bearer, boardStatus, deskOf, refresh, signedIn, tokenOf } from '../../support/http/sign-in.ts'
import { sharedPostgres } from '../../support/programs/postgres.ts'
import { startProgram } from '../../support/programs/program.ts'
import { SERVER_PROGRAM } from '../../support/programs/server-program.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { until } from '../../support/until.ts'
import {
  alert,
  changes,
  firings,
  healthEvent,
  silence,
  silenceEvent,
} from '../storage/conformance/samples.ts'

const postgres = sharedPostgres()
const root = join(import.meta.dirname, '../../..')

const settingsOf = ({ host, port, database, user, schema }: Place) => ({ host, port, database, user, schema })

async function commandLine(
  data_dir: string,
  place: Place,
  flags: readonly string[],
): Promise<readonly string[]> {
  const file = join(await tempDir(), 'watchfloor.yml')
  await writeFile(file, JSON.stringify({ data_dir, postgres: settingsOf(place) }))
  return ['migrate', '--from', 'sqlite', '--to', 'postgres', '--config', file, ...flags]
}

/** The command, in this process; its exit code, and all that it says. */
async function migrated(
  data_dir: string,
  place: Place,
  ...flags: readonly string[]
): Promise<readonly [number, string]> {
  const args = await commandLine(data_dir, place, flags)
  let said = ''
  const take = (text: unknown): boolean => {
    said += String(text)
    return true
  }
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation(take),
  )
  try {
    const code = await main(args, {})
    return [code, said]
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
}

function durable({ events }: Page): readonly LoggedEvent[] {
  return events.filter(isDurable)
}

/** A file with so many events, as a server leaves it that did not come to carry its journal over. */
async function fileWith(data_dir: string, events: number): Promise<string> {
  const file = join(data_dir, 'watchfloor.db')
  const storage = await openSqlite(file)
  await storage.openTerm({ epoch: 'one', first: 1 })
  for (let from = 1; from <= events; from += 2_000)
    await storage.commit(
      changes({ events: firings(from, Math.min(events, from + 1_999)), alerts: [alert(`a${from}`)] }),
    )
  await storage.close()
  return file
}

test('a server is stopped, moved and started on PostgreSQL: whoever has a cursor or a session goes on, and misses nothing', async () => {
  const data_dir = await tempDir()
  const place = await postgres().newPlace()
  const first = await runServer({ config: { data_dir, sign_in: 'tokens' } })
  const token = await tokenOf(first, 'Ana', 'admin')
  const desk = await deskOf(first.url, await signedIn(first, 'Bo'))
  const headers = bearer(token)
  const link = await post(`${first.url}/api/v2/join-links`, { name: 'Cleo "C"' }, headers)
  const { link: text } = (await link.json()) as { readonly link: string }
  const fire = (url: string, ...names: readonly string[]) =>
    post(
      `${url}/api/v2/alerts`,
      names.map((alertname) => ({ labels: { alertname, severity: 'critical' } })),
      headers,
    )
  const pageAfter = async (url: string, cursor: string): Promise<Page> =>
    (await (await fetch(`${url}/api/v2/events?limit=1000&cursor=${cursor}`, { headers })).json()) as Page
  const boardOf = async (url: string): Promise<BoardSnapshot> =>
    (await (await fetch(`${url}/api/v2/board`, { headers })).json()) as BoardSnapshot
  await fire(first.url, 'Seen', 'Line\nbreak \\ and "quotes" \u0000 nul')
  const day = 86_400_000
  await post(
    `${first.url}/api/v2/silences`,
    {
      matchers: [{ name: 'alertname', value: 'Seen', isRegex: false, isEqual: true }],
      startsAt: new Date().toISOString(),
      endsAt: new Date(Date.now() + day).toISOString(),
      createdBy: 'Ana',
      comment: 'known',
    },
    headers,
  )
  const { cursor } = await boardOf(first.url)
  await fire(first.url, 'Missed one', 'Missed two')
  const missed = durable(await pageAfter(first.url, cursor))
  expect(missed.length).toBeGreaterThanOrEqual(2)
  const before = await boardOf(first.url)
  const refused = await migrated(data_dir, place)
  expect(refused).toEqual([1, expect.stringContaining('Another server is using the data folder')])
  await first.close()

  const [code, said] = await migrated(data_dir, place)
  expect([code, said]).toEqual([0, expect.stringMatching(/silences +1 silences\n/)])
  expect(said).toContain('join links 1 that wait came along')
  expect(said).toMatch(/board +4 alerts \(4 firing\)/)
  expect(said).toMatch(/audit log +\d+ entries of the audit log, whole, up to \d+:[0-9a-f]{64}/)
  expect(await migrated(data_dir, place, '--check')).toEqual([
    0,
    expect.stringContaining('row by row, and alike'),
  ])
  expect(await migrated(data_dir, place)).toEqual([1, expect.stringContaining('the schema is not empty')])

  const config = { data_dir, sign_in: 'tokens', store: 'postgres', postgres: settingsOf(place) } as const
  const second = await runServer({ config })
  const page = await pageAfter(second.url, cursor)
  expect(page.reset).toBeUndefined()
  expect(durable(page).slice(0, missed.length)).toEqual(missed)
  await fire(second.url, 'New')
  const after = await pageAfter(second.url, page.cursor)
  expect(durable(after)).toMatchObject([{ type: 'alert_created', data: { alertname: 'New' } }])
  const board = await boardOf(second.url)
  const byLife = ({ alerts }: BoardSnapshot) =>
    alerts.filter(({ alertname }) => alertname !== 'New').toSorted((a, b) => (a.life < b.life ? -1 : 1))
  expect(byLife(board)).toEqual(byLife(before))
  expect(board.silences).toEqual(before.silences)
  expect(await boardStatus(second, desk.token)).toBe(200)
  const given = { code: new URL(text).searchParams.get('code') }
  const joined = [
    await post(`${second.url}/api/v2/join`, given),
    await post(`${second.url}/api/v2/join`, given),
  ]
  expect(joined.map(({ status }) => status)).toEqual([200, 410])
  expect((await refresh(second, desk.refresh)).status).toBe(200)
  const verdict = await (await fetch(`${second.url}/api/v2/audit/verify`, { headers })).json()
  expect(verdict).toMatchObject({ whole: true, problems: [] })
  await second.close()
  const late = await migrated(data_dir, place, '--check')
  expect(late).toEqual([1, expect.stringContaining('NOT ALIKE')])
})

test('killed in the middle it leaves a schema on which no server starts, and a file on which one does; then it is done again', async () => {
  const data_dir = await tempDir()
  const place = await postgres().newPlace()
  const file = await fileWith(data_dir, 6_000)
  const args = await commandLine(data_dir, place, [])
  const program = startProgram(process.execPath, [SERVER_PROGRAM, ...args], { cwd: root })
  onTestFinished(() => program.stop('SIGKILL'))
  await until('the first rows', () => (program.output().includes('copied') ? true : undefined))
  await program.stop('SIGKILL')
  expect(program.output()).not.toContain('Moved')

  const config = { data_dir: await tempDir(), store: 'postgres', postgres: settingsOf(place) } as const
  await expect(runServer({ config })).rejects.toThrow('what was being moved into it is not all there')
  expect(await migrated(data_dir, place, '--check')).toEqual([1, expect.stringContaining('not all there')])
  const source = await openSqlite(file)
  expect(await source.load(0, 1)).toMatchObject({ head: 6_000 })
  await source.close()
  const [code, said] = await migrated(data_dir, place)
  expect([code, said]).toEqual([0, expect.stringMatching(/6,000 events, .* the log ends at one\.6000/s)])
})

test('what was changed afterwards is found, row by row', async () => {
  const data_dir = await tempDir()
  const place = await postgres().newPlace()
  const file = join(data_dir, 'watchfloor.db')
  const storage = await openSqlite(file)
  await storage.openTerm({ epoch: 'one', first: 1 })
  const [first, second] = [silenceEvent(1, 1_000, 'one'), healthEvent(2, 2_000, 'Prometheus')]
  await storage.commit(changes({ events: [first, second, ...firings(3, 5)], silences: [silence('one')] }))
  await storage.close()
  expect((await migrated(data_dir, place))[0]).toBe(0)
  const things = await postgres().ask(
    `SELECT thing FROM ${place.schema}.events WHERE thing IS NOT NULL ORDER BY sequence`,
    place.database,
  )
  expect(things).toEqual([{ thing: 'one' }, { thing: 'Prometheus' }])
  const change = (text: string) => postgres().ask(text, place.database)
  await change(`UPDATE ${place.schema}.events SET data = data || ' ' WHERE sequence = 4`)
  await change(`DELETE FROM ${place.schema}.silences`)
  await change(`UPDATE ${place.schema}.log_head SET sequence = 6`)
  const [code, said] = await migrated(data_dir, place, '--check')
  expect(code).toBe(1)
  expect(said).toContain('events: the row 4 has another data')
  expect(said).toContain('silences: the row one is missing')
  expect(said).toContain('silences: 0 rows instead of 1')
  expect(said).toContain('the log ends at one.6 there, and at one.5 in the file')
})

test('what makes no sense is said, and nothing is touched', async () => {
  const place = await postgres().newPlace()
  const empty = await tempDir()
  expect(await migrated(empty, place)).toEqual([1, expect.stringContaining('There is no database')])
  const damaged = await tempDir()
  await writeFile(join(damaged, 'watchfloor.db'), 'no database at all, but long enough for one'.repeat(99))
  expect(await migrated(damaged, place)).toEqual([1, expect.stringContaining('cannot be read')])
  expect(await migrated(empty, place, '--to', 'sqlite')).toEqual([2, expect.stringContaining('no way back')])
})
