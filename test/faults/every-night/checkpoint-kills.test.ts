import { type FSWatcher, watch } from 'node:fs'
import { copyFile, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { runs, takeSeed } from '../../support/chance.ts'
import { startServerProcess } from '../../support/programs/server-process.ts'
import { seeded } from '../../support/seeded.ts'
import { answeredLoad } from '../../support/store/answered-load.ts'
import { wholeStore } from '../../support/store/whole-store.ts'
import { tempDir } from '../../support/temp-dir.ts'

const ROUNDS = runs(1)
const MOST_AT_ONCE = 12
/** A checkpoint of 16 MiB takes about so long. */
const TAKES = 40
/** In a rest little may be left for another one. */
const REST = 1_500
const FILES = ['watchfloor.db', 'watchfloor.db-wal'] as const

/** Resolves with the next write to a file, which in a server that runs is a checkpoint's. */
function written(file: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher: FSWatcher = watch(file, () => {
      watcher.close()
      resolve()
    })
    onTestFinished(() => watcher.close())
  })
}

test('S13: kill -9 while a checkpoint carries the write-ahead log into the file: all that was answered is there, once', async () => {
  const random = seeded(takeSeed())
  const work = await tempDir()
  const [folder, copy] = [join(work, 'data'), join(work, 'copy')]
  const load = answeredLoad(random, MOST_AT_ONCE)
  for (let round = 0; round < ROUNDS; round++) {
    const server = await startServerProcess(folder)
    onTestFinished(() => server.program.stop('SIGKILL'))
    const running = load.start(server.url)
    await running.after(500)
    const file = join(folder, FILES[0])
    await written(file)
    // Also in the rest behind a burst, when the tables follow.
    if (random() < 0.5) {
      const next = written(file)
      await running.stop()
      await Promise.race([next, sleep(REST)])
    }
    await sleep(random() * TAKES)
    await server.kill()
    await running.stop()
    await rm(copy, { recursive: true, force: true })
    await mkdir(copy)
    for (const name of FILES) await copyFile(join(folder, name), join(copy, name))
    const store = await wholeStore(join(copy, FILES[0]))
    store.check(load.answered)
    console.log(`round ${round}: ${store.events} events`)
  }
  expect(load.answered.length).toBeGreaterThan(0)
}, 600_000)
