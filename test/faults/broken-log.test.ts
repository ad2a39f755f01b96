import { copyFile, open, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type BoardHealth, type BoardSnapshot, formatCursor, parseCursor } from '@watchfloor/contract'
import { expect, onTestFinished, test } from 'vitest'
import { fire, logged } from '../client/feed.ts'
import { runs, takeSeed } from '../support/chance.ts'
import { post } from '../support/http/post.ts'
import { type ServerProcess, startServerProcess } from '../support/programs/server-process.ts'
import { seeded } from '../support/seeded.ts'
import { wholeStore } from '../support/store/whole-store.ts'
import { TRANSPORTS } from '../support/stream/stream-clients.ts'
import { tempDir } from '../support/temp-dir.ts'
import { until } from '../support/until.ts'

const DATABASE = 'watchfloor.db'

async function start(folder: string): Promise<ServerProcess> {
  const server = await startServerProcess(folder)
  onTestFinished(() => server.program.stop('SIGKILL'))
  return server
}

async function board(url: string): Promise<BoardSnapshot> {
  return (await (await fetch(`${url}/api/v2/board`)).json()) as BoardSnapshot
}

/** What the board says of the log, once the rows were looked at. */
async function rowOfLog({ url }: ServerProcess): Promise<BoardHealth> {
  return until('a row of the log', async () =>
    (await board(url)).health.find(({ component }) => component === 'Log'),
  )
}

async function headOf({ url }: ServerProcess): Promise<string> {
  return (await board(url)).cursor
}

/** On every transport: first of all `reset`, then live from the head of the log as it is now. */
async function hearsReset(server: ServerProcess, cursor: string, reason: string): Promise<void> {
  for (const transport of TRANSPORTS) {
    const before = parseCursor(await headOf(server))
    const client = transport.open(server.url, { cursor })
    const reset = await client.untilControl('reset')
    // Health rows may have been written meanwhile.
    const [then, now] = [String(reset.head), await headOf(server)].map(parseCursor)
    expect(reset, transport.name).toMatchObject({ reason })
    expect(then?.epoch, transport.name).toBe(now?.epoch)
    expect(then?.sequence, transport.name).toBeGreaterThanOrEqual(before?.sequence ?? 0)
    expect(then?.sequence, transport.name).toBeLessThanOrEqual(now?.sequence ?? 0)
    await client.until(({ controls }) => controls.some(({ control }) => control !== 'reset'))
    const alertname = `After ${reason} ${cursor} on ${transport.name}`
    await fire(server.url, alertname)
    await client.until(({ events }) =>
      events.some((event) => event.type === 'alert_created' && event.data.alertname === alertname),
    )
    const kinds = client.heard.map((heard) => (heard.kind === 'control' ? heard.control.control : heard.kind))
    expect(kinds.indexOf('reset')).toBeLessThan(kinds.indexOf('event'))
    client.stop()
  }
}

async function followsFrom(server: ServerProcess, cursor: string): Promise<void> {
  const after = (await logged(server.url)).filter((n) => n > (parseCursor(cursor)?.sequence ?? 0))
  for (const transport of TRANSPORTS) {
    const client = transport.open(server.url, { cursor })
    await client.until(({ sequences, controls }) => sequences.length + controls.length > 0)
    await client.until(({ sequences }) => sequences.length >= after.length)
    expect(client.sequences.slice(0, after.length), transport.name).toEqual(after)
    expect(client.controls.filter(({ control }) => control === 'reset')).toEqual([])
    client.stop()
  }
}

async function cut(file: string, size: number): Promise<void> {
  const handle = await open(file, 'r+')
  await handle.truncate(size)
  await handle.close()
}

test('S16: a database that was deleted between two runs: reset for every earlier cursor, and a line that says why', async () => {
  const folder = await tempDir()
  const first = await start(folder)
  await fire(first.url, 'A', 'B')
  const cursor = await headOf(first)
  await first.program.stop()
  await rm(join(folder, DATABASE))
  const second = await start(folder)
  expect(second.program.output()).toContain('the database of an earlier start is gone')
  await hearsReset(second, cursor, 'unknown')
  expect(second.program.output()).toContain('a cursor that this log never gave')
})

test('S16: an older copy that was put back: reset for what it does not hold, and no other cursor suffers', async () => {
  const folder = await tempDir()
  const first = await start(folder)
  await fire(first.url, 'A', 'B')
  const inside = await headOf(first)
  await first.program.stop()
  await copyFile(join(folder, DATABASE), join(folder, 'backup'))
  const second = await start(folder)
  const opened = await headOf(second)
  await fire(second.url, 'C', 'D', 'E')
  const beyond = await headOf(second)
  await second.program.stop()
  for (const name of await readdir(folder)) {
    if (name.startsWith(`${DATABASE}-`)) await rm(join(folder, name))
  }
  await copyFile(join(folder, 'backup'), join(folder, DATABASE))

  const third = await start(folder)
  await fire(third.url, 'F', 'G', 'H', 'I', 'J')
  expect(await logged(third.url)).toEqual((await logged(third.url)).map((_, index) => index + 1))
  // Its term began after the copy was made, so that its number, which is in use again, means nothing.
  await hearsReset(third, beyond, 'unknown')
  await hearsReset(third, opened, 'unknown')
  await followsFrom(third, inside)
  expect(third.program.output()).toContain('a cursor that this log never gave')
})

test('S16: a copy taken while the server ran: what its own term wrote later is a future that never was', async () => {
  const folder = await tempDir()
  const first = await start(folder)
  await fire(first.url, 'A', 'B')
  const inside = await headOf(first)
  const files = [DATABASE, `${DATABASE}-wal`]
  for (const name of files) await copyFile(join(folder, name), join(folder, `backup-${name}`))
  await fire(first.url, 'C', 'D')
  const beyond = await headOf(first)
  await first.kill()
  await rm(join(folder, `${DATABASE}-shm`), { force: true })
  for (const name of files) await copyFile(join(folder, `backup-${name}`), join(folder, name))
  const second = await start(folder)
  await fire(second.url, 'E', 'F', 'G', 'H')
  await hearsReset(second, beyond, 'future')
  await followsFrom(second, inside)
  expect(second.program.output()).toContain('a client has seen more than this log holds')
})

test.each([
  ['cut in half', async (file: string) => cut(file, Math.floor((await stat(file)).size / 2))],
  ['cut within a page', async (file: string) => cut(file, (await stat(file)).size - 1_000)],
  ['overwritten', async (file: string) => writeFile(file, 'this is no database'.repeat(500))],
])(
  'a database that was %s is put aside whole, a new log begins, and every cursor hears reset',
  async (_, damage) => {
    const folder = await tempDir()
    const first = await start(folder)
    await fire(first.url, ...Array.from({ length: 200 }, (_, n) => `Alert${n}`))
    const cursor = await headOf(first)
    await first.program.stop()
    await damage(join(folder, DATABASE))
    const { size } = await stat(join(folder, DATABASE))
    const second = await start(folder)
    expect(second.program.output()).toContain('the database is damaged: it was put aside')
    await hearsReset(second, cursor, 'unknown')
    expect(await rowOfLog(second)).toMatchObject({
      status: 'degraded',
      message: expect.stringMatching(/it stands in watchfloor\.db\.damaged-\d+, and everything begins anew/),
    })
    const aside = (await readdir(folder)).filter((name) => /\.damaged-\d+$/.test(name))
    expect(aside).toHaveLength(1)
    expect((await stat(join(folder, aside[0] ?? ''))).size).toBe(size)
  },
)

/** A journal that servers left one after the other, an entry of which was torn; undefined where it was in the tables already. */
async function tornJournal(starts: number) {
  const folder = await tempDir()
  const cursors: string[] = []
  for (let start = 0; start < starts; start++) {
    const { url, kill } = await startServerProcess(folder)
    const endsAt = new Date(Date.now() + 3_600_000).toISOString()
    const matchers = [{ name: 'cluster', value: `c${start}`, isRegex: false, isEqual: true }]
    const silence = {
      matchers,
      startsAt: new Date().toISOString(),
      endsAt,
      createdBy: 'ana',
      comment: 'moving',
    }
    await post(`${url}/api/v2/silences`, silence)
    for (let n = 0; n < 5; n++) {
      // The last ones are large enough to be packed.
      await fire(url, ...Array.from({ length: n * 30 + 1 }, (_, i) => `Alert${start} ${n} ${i}`))
      cursors.push((await board(url)).cursor)
    }
    await kill()
  }
  const db = new DatabaseSync(join(folder, DATABASE))
  const entries = db.prepare('SELECT n, head, size, batch FROM journal ORDER BY n').all()
  const at = entries.findIndex(({ size }) => size !== null)
  const [before, torn] = [entries[at - 1], entries[at]]
  const isOfFirst = (torn?.head as number) <= (parseCursor(cursors[4] ?? '')?.sequence ?? 0)
  if (before === undefined || torn === undefined || !isOfFirst) return undefined
  const batch = torn.batch as Uint8Array
  batch[batch.length >> 1] = (batch[batch.length >> 1] ?? 0) ^ 4
  db.prepare('UPDATE journal SET batch = ? WHERE n = ?').run(batch, torn.n as number)
  db.close()
  return { folder, cursors, left: before.head as number, cut: entries.slice(at).map(({ n }) => ({ n })) }
}

test.each([
  ['as it was left', 1],
  ['with what a later start wrote behind it', 2],
])(
  'S16: an entry of the journal that cannot be read, %s: the log ends before it, and nothing else is lost',
  async (_, starts) => {
    const { folder, cursors, left, cut } = await until('a torn journal', () => tornJournal(starts))
    const last = await start(folder)
    expect(last.program.output()).toContain('what was committed last was put aside')
    const { silences, alerts } = await board(last.url)
    expect(silences).toHaveLength(starts)
    expect(alerts.every(({ sequence }) => sequence <= left)).toBe(true)
    expect(alerts.length).toBeGreaterThan(0)
    const isLeft = (cursor: string): boolean => (parseCursor(cursor)?.sequence ?? 0) <= left
    await hearsReset(last, cursors.find((cursor) => !isLeft(cursor)) ?? '', 'future')
    if (starts > 1) await hearsReset(last, cursors.at(-1) ?? '', 'unknown')
    await followsFrom(last, cursors.findLast(isLeft) ?? '')
    const [aside = ''] = (await readdir(folder)).filter((name) => /\.journal-damaged-\d+$/.test(name))
    const db = new DatabaseSync(join(folder, aside))
    expect(db.prepare('SELECT n FROM journal ORDER BY n').all()).toEqual(cut)
    db.close()
    const row = await rowOfLog(last)
    expect(row).toMatchObject({ status: 'degraded', message: expect.stringContaining(`stands in ${aside}`) })
    await last.program.stop('SIGTERM')
    await wholeStore(join(folder, DATABASE))
    expect(await rowOfLog(await start(folder)), 'after another start').toEqual(row)
  },
)

test('S16: a write-ahead log that lost its end: a whole prefix is there, and each cursor is told what became of it', async () => {
  const seed = takeSeed()
  const random = seeded(seed)
  for (let round = 0; round < runs(4); round++) {
    const folder = await tempDir()
    const first = await start(folder)
    const cursors: string[] = []
    for (let n = 0; n < 12; n++) {
      await fire(first.url, `Alert${n}a`, `Alert${n}b`)
      cursors.push(await headOf(first))
    }
    await first.kill()
    const wal = join(folder, `${DATABASE}-wal`)
    await rm(join(folder, `${DATABASE}-shm`), { force: true })
    await cut(wal, Math.floor((await stat(wal)).size * random()))
    const second = await start(folder)
    const held = await logged(second.url)
    expect(held).toEqual(held.map((_, index) => index + 1))
    const { epoch } = parseCursor(await headOf(second)) ?? { epoch: '' }
    for (const cursor of cursors) {
      const sequence = parseCursor(cursor)?.sequence ?? 0
      const answer = await fetch(`${second.url}/api/v2/events?limit=5000&cursor=${cursor}`)
      const page = (await answer.json()) as { reset?: object; events: { sequence: number; epoch: string }[] }
      // Events of the new term may have the numbers of those that were lost: they are not what this client has seen.
      const isLost = page.reset !== undefined
      const kept = page.events.filter((event) => 'sequence' in event)
      if (!isLost) expect(kept.map((event) => event.sequence)).toEqual(held.filter((n) => n > sequence))
      if (!isLost) expect(cursor).not.toContain(epoch)
      const wasKept = (await oldTermEnd(second.url, cursor, epoch)) >= sequence
      expect(isLost, `${cursor} of round ${round}`).toBe(!wasKept)
    }
    await second.program.stop()
  }
})

/** The last sequence that the log still holds of the term of this cursor, or of one before it. */
async function oldTermEnd(url: string, cursor: string, epoch: string): Promise<number> {
  const page = await fetch(`${url}/api/v2/events?limit=5000&cursor=${formatCursor({ epoch, sequence: 0 })}`)
  const { events } = (await page.json()) as { events: { sequence?: number; epoch?: string }[] }
  const { epoch: own } = parseCursor(cursor) ?? { epoch: '' }
  return Math.max(0, ...events.flatMap((event) => (event.epoch === own ? [event.sequence ?? 0] : [])))
}

test('an entry of the journal that cannot be read in a database that is torn elsewhere, too: it is put aside whole', async () => {
  const { folder, cursors } = await until('a torn journal', () => tornJournal(1))
  const file = join(folder, DATABASE)
  const db = new DatabaseSync(file)
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  const { page_size: size } = db.prepare('PRAGMA page_size').get() as { page_size: number }
  const { rootpage } = db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'terms'").get() as {
    rootpage: number
  }
  db.close()
  const handle = await open(file, 'r+')
  await handle.write(Buffer.alloc(size, 0xff), 0, size, (rootpage - 1) * size)
  await handle.close()
  const last = await start(folder)
  expect(last.program.output()).toContain('the database is damaged: it was put aside, a new log begins')
  await hearsReset(last, cursors.at(-1) ?? '', 'unknown')
})
