import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { writeAsOfVersion } from '../support/http/older-file.ts'
import { startPosting } from '../support/http/posting.ts'
import { Disk } from '../support/power/disk.ts'
import { makeRecorder } from '../support/power/recorded-server.ts'
import { readRecording } from '../support/power/recording.ts'
import { startProgram } from '../support/programs/program.ts'
import { startServerProcess } from '../support/programs/server-process.ts'
import { SERVER_PROGRAM } from '../support/programs/server-program.ts'
import { tempDir } from '../support/temp-dir.ts'
import { until } from '../support/until.ts'

const root = join(import.meta.dirname, '../..')

async function backup(...args: readonly string[]): Promise<readonly [number | null, string]> {
  const program = startProgram(process.execPath, [SERVER_PROGRAM, 'backup', ...args], { cwd: root })
  onTestFinished(() => program.stop('SIGKILL').then(() => undefined))
  return [await program.exited, program.output()]
}

test('a backup that was told of is there, whole, after the power went', async (context) => {
  const [folder, elsewhere, later] = [await tempDir(), await tempDir(), await tempDir()]
  const recorder = await makeRecorder(await tempDir())
  if (recorder === undefined) return context.skip('needs a compiler of C, called cc: apt-get install gcc')
  const server = await startServerProcess(folder)
  onTestFinished(() => server.program.stop())
  const posting = startPosting(() => server.url)
  await until('some alerts', () => (posting.answered.size > 20 ? true : undefined))
  await posting.stop()
  const program = startProgram(
    process.execPath,
    [SERVER_PROGRAM, 'backup', '--data-dir', folder, '--to', join(elsewhere, 'copy.db')],
    { cwd: root, env: { ...process.env, ...recorder.variables(elsewhere) } },
  )
  onTestFinished(() => program.stop('SIGKILL').then(() => undefined))
  expect([await program.exited, program.output()]).toEqual([0, expect.stringContaining('checked')])

  const disk = new Disk(elsewhere)
  for (const operation of await readRecording(recorder.record)) disk.do(operation)
  await disk.restoreTo(later, 'all', () => 0)
  expect(await readdir(later)).toEqual(['copy.db'])
  expect(await readFile(join(later, 'copy.db'))).toEqual(await readFile(join(elsewhere, 'copy.db')))
})

test('a backup under load holds everything that was answered before it began, and restores', async () => {
  const [folder, elsewhere] = [await tempDir(), await tempDir()]
  const server = await startServerProcess(folder)
  onTestFinished(() => server.program.stop())
  const posting = startPosting(() => server.url)
  onTestFinished(posting.stop)
  // What was committed a moment ago stands in the journal alone, and is told of like the rest.
  await until('some alerts', () => (posting.answered.size > 200 ? true : undefined))
  const before = new Set(posting.answered)
  const copy = join(elsewhere, 'copy.db')
  const [code, output] = await backup('--data-dir', folder, '--to', copy)
  expect([code, output]).toEqual([
    0,
    expect.stringMatching(/MB, checked; \d+ alerts, log up to [a-z0-9]+\.\d+/),
  ])
  const [, alerts, cursor = ''] = /(\d+) alerts, log up to ([a-z0-9]+\.\d+)/.exec(output) ?? []
  expect(Number(alerts)).toBeGreaterThanOrEqual(before.size)
  await until('more alerts', () => (posting.answered.size > before.size + 200 ? true : undefined))
  await posting.stop()
  const { cursor: later } = (await (await fetch(`${server.url}/api/v2/board`)).json()) as { cursor: string }

  expect(await backup('--data-dir', folder, '--to', copy)).toEqual([
    1,
    expect.stringContaining('is there already'),
  ])
  const restoredTo = await tempDir()
  await copyFile(copy, join(restoredTo, 'watchfloor.db'))
  const restored = await startServerProcess(restoredTo)
  onTestFinished(() => restored.program.stop())
  const board = (await (await fetch(`${restored.url}/api/v2/board`)).json()) as {
    readonly alerts: readonly { readonly alertname: string }[]
  }
  const names = new Set(board.alerts.map(({ alertname }) => alertname))
  expect([...before].filter((name) => !names.has(name))).toEqual([])
  const page = async (from: string): Promise<unknown> =>
    (await fetch(`${restored.url}/api/v2/events?cursor=${from}`)).json()
  expect(await page(cursor)).not.toHaveProperty('reset')
  expect(await page(later)).toHaveProperty('reset.reason')
})

test.each([9, 12])('a backup of a file of schema %i, from before an upgrade, stays one', async (version) => {
  const [folder, older] = [await tempDir(), await tempDir()]
  const server = await startServerProcess(folder)
  onTestFinished(() => server.program.stop())
  const posting = startPosting(() => server.url)
  await until('some alerts', () => (posting.answered.size > 20 ? true : undefined))
  await posting.stop()
  await server.program.stop('SIGTERM')
  writeAsOfVersion(join(folder, 'watchfloor.db'), join(older, 'watchfloor.db'), version)
  const copy = join(older, 'copy.db')
  expect(await backup('--data-dir', older, '--to', copy)).toEqual([
    0,
    expect.stringContaining(`${posting.answered.size} alerts, log up to `),
  ])
  const db = new DatabaseSync(copy, { readOnly: true })
  expect(db.prepare('PRAGMA user_version').get()).toEqual({ user_version: version })
  db.close()
})

test('a backup that cannot be made says why, and leaves nothing behind', async () => {
  const folder = await tempDir()
  expect(await backup('--data-dir', folder)).toEqual([2, expect.stringContaining('--to FILE')])
  const to = join(folder, 'copy.db')
  expect(await backup('--data-dir', folder, '--to', to)).toEqual([
    1,
    expect.stringContaining('there is no database'),
  ])
  await writeFile(
    join(folder, 'watchfloor.db'),
    'no database at all, but long enough to look like a file of one'.repeat(50),
  )
  expect(await backup('--data-dir', folder, '--to', to)).toEqual([
    1,
    expect.stringContaining('could not be written'),
  ])
  expect(await readdir(folder)).toEqual(['watchfloor.db'])
})
