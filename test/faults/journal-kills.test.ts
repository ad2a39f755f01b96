import { copyFile, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { OLDEST_READER } from '../../server/src/storage/sqlite/schema.ts'
import { runs, takeSeed } from '../support/chance.ts'
import { startProgram } from '../support/programs/program.ts'
import { startServerProcess } from '../support/programs/server-process.ts'
import { SERVER_PROGRAM } from '../support/programs/server-program.ts'
import { seeded } from '../support/seeded.ts'
import { answeredLoad } from '../support/store/answered-load.ts'
import { wholeStore } from '../support/store/whole-store.ts'
import { tempDir } from '../support/temp-dir.ts'

const ROUNDS = runs(5)
/** So many alerts at once that carrying them over takes a while. */
const MOST_AT_ONCE = 300
/** Latest after the last answer that a kill comes: the tables begin to follow after 250 ms of rest. */
const REST = 500
/** The same where somebody reads what has to be in the tables, which brings them up at once. */
const READ = 60

/** What was on the disk when a server was killed. */
interface Left {
  /** Commits that are only in the journal. */
  readonly journaled: number
  readonly inTables: number
}

/** Looks at a copy, since whoever opens a file changes it. */
async function lookAt(folder: string, copy: string): Promise<Left> {
  await rm(copy, { recursive: true, force: true })
  await mkdir(copy)
  for (const name of ['watchfloor.db', 'watchfloor.db-wal'])
    await copyFile(join(folder, name), join(copy, name)).catch(() => {})
  const db = new DatabaseSync(join(copy, 'watchfloor.db'))
  try {
    const number = (text: string): number => Object.values(db.prepare(text).get() ?? {})[0] as number
    const journaled = number('SELECT count(*) FROM journal')
    // Programs of before the journal must not take the tables for all there is.
    expect(number('PRAGMA application_id')).toBe(OLDEST_READER)
    return { journaled, inTables: number('SELECT count(*) FROM events') }
  } finally {
    db.close()
  }
}

test('S13: kill -9 between a commit and its tables, while they follow, and at the start on what is left', async () => {
  const seed = takeSeed()
  const random = seeded(seed)
  const work = await tempDir()
  const [folder, copy] = [join(work, 'data'), join(work, 'copy')]
  const load = answeredLoad(random, MOST_AT_ONCE)
  const lefts: Left[] = []

  for (let round = 0; round < ROUNDS; round++) {
    const server = await startServerProcess(folder)
    onTestFinished(() => server.program.stop('SIGKILL'))
    const running = load.start(server.url)
    await running.after(1_000 + random() * 2_000)
    if (random() < 0.4) await server.kill()
    else {
      await running.stop()
      const isRead = random() < 0.5
      if (isRead) void fetch(`${server.url}/api/v2/history?limit=1`).catch(() => {})
      await sleep(random() * (isRead ? READ : REST))
      await server.kill()
    }
    await running.stop()

    for (let starts = Math.floor(random() * 3); ; starts--) {
      lefts.push(await lookAt(folder, copy))
      const store = await wholeStore(join(copy, 'watchfloor.db'))
      store.check(load.answered)
      if (starts === 0) break
      await startAndKill(folder, 100 + random() * 1_400)
    }
  }

  const last = await startServerProcess(folder)
  onTestFinished(() => last.program.stop())
  const response = await fetch(`${last.url}/api/v2/stats/response`)
  const { lives, firing } = (await response.json()) as { lives: number; firing: number }
  await last.program.stop('SIGTERM')
  const store = await wholeStore(join(folder, 'watchfloor.db'))
  store.check(load.answered)
  expect(lives).toBe(store.lives)
  expect(firing).toBe(store.firing)
  const full = lefts.filter(({ journaled }) => journaled > 0)
  const half = full.filter(({ inTables }) => lefts.some((before) => before.inTables < inTables))
  console.log(
    `${lefts.length} kills, ${full.length} with something in the journal, ${half.length} of them with a part in its tables; ${load.answered.length} answers`,
  )
}, 1_200_000)

/** Anywhere from before the file is opened to a little after the start. */
async function startAndKill(folder: string, ms: number): Promise<void> {
  const args = [SERVER_PROGRAM, 'serve', '--listen', '127.0.0.1:0', '--data-dir', folder]
  const program = startProgram(process.execPath, args, { cwd: join(import.meta.dirname, '../..') })
  onTestFinished(() => program.stop('SIGKILL'))
  await sleep(ms)
  await program.stop('SIGKILL')
}
