import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { runs, takeSeed } from '../support/chance.ts'
import { writeAsOfVersion } from '../support/http/older-file.ts'
import { Disk, LOSSES, type Loss } from '../support/power/disk.ts'
import { makeRecorder } from '../support/power/recorded-server.ts'
import { type Operation, readRecording } from '../support/power/recording.ts'
import { startServerProcess } from '../support/programs/server-process.ts'
import { seeded } from '../support/seeded.ts'
import { type Answered, answeredLoad } from '../support/store/answered-load.ts'
import { wholeStore } from '../support/store/whole-store.ts'
import { tempDir } from '../support/temp-dir.ts'
import { until } from '../support/until.ts'

/** Moments at which the power goes. */
const CUTS = runs(16)
const ANSWERS = runs(600)
/** A schema of before the journal, when alerts stood otherwise, and events were found otherwise. */
const OLDER = 9

test('S13: whenever the power goes, what was answered is on the disk, once, and the rest of it is whole', async (context) => {
  const seed = takeSeed()
  const random = seeded(seed)
  const work = await tempDir()
  const recorder = await makeRecorder(work)
  if (recorder === undefined) return context.skip('needs a compiler of C, called cc: apt-get install gcc')

  const folder = join(work, 'data')
  await mkdir(folder)
  const load = answeredLoad(random)
  // A start in an empty folder, its end, and a start on what that one left; quiet in between, so that tables follow.
  for (let start = 0; start < 2; start++) {
    const server = await recorder.start(folder)
    onTestFinished(() => server.program.stop('SIGKILL'))
    for (let burst = 0; burst < 3; burst++) {
      const running = load.start(server.url)
      await running.after(ANSWERS / 3)
      await running.stop()
      await until('the tables to follow', async () => {
        const metrics = await (await fetch(`${server.url}/metrics`)).text()
        return burst === 0 || /^watchfloor_store_behind_bytes 0$/m.test(metrics) || undefined
      })
    }
    await server.program.stop('SIGTERM')
  }

  const operations = await readRecording(recorder.record)
  const { disk, last } = await cutThePower(operations, momentsIn(operations, random), {
    folder,
    work,
    random,
    answered: load.answered,
  })
  await expectComplete(disk, folder, join(work, 'complete'))
  // Nothing else that a server needs is in the way of a start.
  const server = await startServerProcess(last)
  onTestFinished(() => server.program.stop())
  expect((await fetch(`${server.url}/-/ready`)).status).toBe(200)
  console.log(
    `${CUTS} cuts in ${operations.length} operations, of ${load.answered.length} answers: all are there`,
  )
}, 1_200_000)

test('S13: whenever the power goes while an older file is taken over, it is, with all that it had', async (context) => {
  const seed = takeSeed()
  const random = seeded(seed)
  const work = await tempDir()
  const recorder = await makeRecorder(work)
  if (recorder === undefined) return context.skip('needs a compiler of C, called cc: apt-get install gcc')
  const [before, folder] = [join(work, 'before'), join(work, 'data')]
  await mkdir(folder)
  const load = answeredLoad(random)
  const first = await startServerProcess(before)
  onTestFinished(() => first.program.stop('SIGKILL'))
  const running = load.start(first.url)
  await running.after(ANSWERS)
  await running.stop()
  await first.program.stop('SIGTERM')
  const older = join(work, 'watchfloor.db')
  writeAsOfVersion(join(before, 'watchfloor.db'), older, OLDER)
  await recorder.put(older, folder)
  const from = (await readRecording(recorder.record)).length
  const server = await recorder.start(folder)
  await server.program.stop('SIGTERM')

  const operations = await readRecording(recorder.record)
  const cuts = momentsIn(operations, random, from)
  const { answered } = load
  await cutThePower(operations, cuts, { folder, work, random, answered })
  console.log(`${CUTS} cuts in ${operations.length - from} operations`)
}, 1_200_000)

/** What of it each cut leaves is looked at. Answers the disk as it is in the end, and the folder of the last image. */
async function cutThePower(
  operations: readonly Operation[],
  cuts: ReturnType<typeof momentsIn>,
  {
    folder,
    work,
    random,
    answered,
  }: {
    readonly folder: string
    readonly work: string
    readonly random: () => number
    readonly answered: readonly Answered[]
  },
): Promise<{ readonly disk: Disk; readonly last: string }> {
  const disk = new Disk(folder)
  const image = join(work, 'image')
  let done = 0
  for (const { before, loss } of cuts) {
    for (; done < before; done++) disk.do(operations[done] as Operation)
    await rm(image, { recursive: true, force: true })
    await mkdir(image)
    await disk.restoreTo(image, loss, random)
    const at = operations[before]?.at ?? process.hrtime.bigint()
    try {
      const store = await wholeStore(join(image, 'watchfloor.db'))
      store.check(answered.filter((one) => one.at < at))
    } catch (error) {
      console.log(
        `the power went before operation ${before} of ${operations.length}, what was not synced: ${loss} lost`,
      )
      throw error
    }
  }
  for (; done < operations.length; done++) disk.do(operations[done] as Operation)
  return { disk, last: image }
}

/** What was written down is all that was done: without any loss it comes to the files that are there. */
async function expectComplete(disk: Disk, folder: string, copy: string): Promise<void> {
  await mkdir(copy)
  await disk.restoreTo(copy, 'none', () => 0)
  const files = (await readdir(folder)).sort()
  expect(files).toContain('watchfloor.db')
  expect((await readdir(copy)).sort()).toEqual(files)
  for (const file of files)
    expect((await readFile(join(copy, file))).equals(await readFile(join(folder, file))), file).toBe(true)
}

/** In order, none before this one. A third of them are where one of the two files has just been synced or is about to be. */
function momentsIn(
  operations: readonly Operation[],
  random: () => number,
  from = 0,
): readonly { readonly before: number; readonly loss: Loss }[] {
  const syncs = operations.flatMap(({ kind }, index) => (kind === 'sync' && index >= from ? [index] : []))
  return Array.from({ length: CUTS }, () => {
    const near = (syncs[Math.floor(random() * syncs.length)] as number) + (random() < 0.5 ? 0 : 1)
    const before = random() < 1 / 3 ? near : from + Math.floor(random() * (operations.length - from + 1))
    return { before, loss: LOSSES[Math.floor(random() * LOSSES.length)] as Loss }
  }).toSorted((a, b) => a.before - b.before)
}
