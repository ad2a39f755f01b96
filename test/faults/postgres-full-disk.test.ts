import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { Unanswered } from '../../server/src/storage/commit-errors.ts'
import { openPostgres } from '../../server/src/storage/postgres/postgres-storage.ts'
import { alertEvent, changes, DAY, sequences, span } from '../server/storage/conformance/samples.ts'
import { ROLE, startDatabase } from '../support/cluster/database.ts'
import { tempDir } from '../support/temp-dir.ts'
import { until } from '../support/until.ts'

const run = promisify(execFile)
const MEBIBYTE = 1024 * 1024

/** A disk of its own, small; only root may have one. */
async function smallDisk(mebibytes: number): Promise<string> {
  const folder = await tempDir()
  await run('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', folder])
  onTestFinished(() => run('umount', ['-l', folder]).then(() => undefined))
  return folder
}

test.runIf(process.getuid?.() === 0)(
  'a database whose disk is full refuses, whatever it comes to; once there is room it goes on, with all that it answered',
  { timeout: 120_000 },
  async () => {
    const disk = await smallDisk(192)
    const database = await startDatabase('none', disk)
    onTestFinished(database.end)
    const place = { host: '127.0.0.1', database: ROLE, user: ROLE, password: undefined, tls: undefined }
    const { port } = database.present()
    const storage = await openPostgres({ ...place, port, schema: 'watchfloor', patience: 2_000 })
    onTestFinished(storage.close)
    await storage.load(DAY, 0)
    await storage.openTerm({ epoch: 'one', first: 1 })
    let next = 1
    const commit = async (): Promise<boolean> => {
      const event = alertEvent(next, DAY + next, 'alert_created', `a${next}`, { text: mebibyte() })
      try {
        await storage.commit(changes({ events: [event] }))
      } catch (error) {
        if (!(error instanceof Unanswered)) return false
        await makeRoom()
        if (!(await error.fate)) return false
      }
      next++
      return true
    }
    const filler = join(disk, 'filler')
    const makeRoom = async (): Promise<void> => {
      await rm(filler, { force: true })
      // One that could not go on writing what it does has ended, and does not always come back by itself.
      await database.ask('SELECT 1').catch(() => database.present().start())
    }
    expect(await commit()).toBe(true)
    const free = Number((await run('df', ['--output=avail', '-B1', disk])).stdout.split('\n')[1])
    await writeFile(filler, Buffer.alloc(free - 4 * MEBIBYTE))
    await until('a refusal', async () => ((await commit()) ? undefined : true))
    await makeRoom()
    const kept = next
    await until('it to go on', async () => ((await commit()) ? true : undefined))
    expect(next).toBe(kept + 1)
    expect(await storage.shared.catchUp({ hold: false })).toEqual({ kind: 'same' })
    const log: number[] = []
    for (;;) {
      const page = await storage.events.readAfter(log.length, 100)
      if (page.length === 0) break
      log.push(...sequences(page))
    }
    expect(log).toEqual(span(1, next - 1))
  },
)

/** About so much text, which the database cannot make smaller. */
function mebibyte(): string {
  return randomBytes(0.75 * MEBIBYTE).toString('base64')
}
