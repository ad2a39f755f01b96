import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { post } from '../support/http/post.ts'
import { startProgram } from '../support/programs/program.ts'
import { startServerProcess } from '../support/programs/server-process.ts'
import { SERVER_PROGRAM } from '../support/programs/server-program.ts'
import { tempDir } from '../support/temp-dir.ts'

/** Rights of the folder and of each file in it, in octal. */
async function rightsIn(folder: string): Promise<Record<string, string>> {
  const names = ['.', ...(await readdir(folder))]
  const rights = names.map(async (name) => [
    name,
    ((await stat(join(folder, name))).mode & 0o777).toString(8),
  ])
  return Object.fromEntries(await Promise.all(rights))
}

async function run(folder: string, alerts: number): Promise<void> {
  const server = await startServerProcess(folder)
  onTestFinished(() => server.program.stop())
  const body = JSON.stringify(Array.from({ length: alerts }, (_, n) => ({ labels: { alertname: `A${n}` } })))
  const answer = await post(`${server.url}/api/v2/alerts`, body)
  expect(answer.status).toBe(200)
}

test('what the server writes is its user’s alone, whatever that user’s habits', async () => {
  const folder = join(await tempDir(), 'made', 'by-the-server')
  await run(folder, 3)
  const { '.': own, ...files } = await rightsIn(folder)
  expect(own).toBe('700')
  expect(Object.keys(files)).toEqual(
    expect.arrayContaining([
      'watchfloor.db',
      'watchfloor.db-wal',
      'watchfloor.db-shm',
      'watchfloor.db-reserve',
    ]),
  )
  expect(new Set(Object.values(files))).toEqual(new Set(['600']))

  const copy = join(await tempDir(), 'copy.db')
  const args = [SERVER_PROGRAM, 'backup', '--data-dir', folder, '--to', copy]
  const backup = startProgram(process.execPath, args, { cwd: join(import.meta.dirname, '../..') })
  await backup.exited
  expect(((await stat(copy)).mode & 0o777).toString(8)).toBe('600')
})

test('what is there already is closed at the start', async () => {
  const folder = await tempDir()
  const first = await startServerProcess(folder)
  await first.kill()
  for (const name of await readdir(folder)) await chmod(join(folder, name), 0o644)
  await writeFile(join(folder, 'watchfloor.db.damaged-20260101'), 'old', { mode: 0o666 })
  await writeFile(join(folder, 'notes.txt'), 'mine')
  await chmod(join(folder, 'notes.txt'), 0o640)
  await chmod(folder, 0o755)
  await run(folder, 1)
  const { '.': own, 'notes.txt': notes, ...files } = await rightsIn(folder)
  expect([own, notes]).toEqual(['700', '640'])
  expect(files['watchfloor.db.damaged-20260101']).toBe('600')
  expect(new Set(Object.values(files))).toEqual(new Set(['600']))
})

test('a folder that is not the server’s alone stays as open as it is; its own files there do not', async () => {
  const holding = await tempDir()
  await mkdir(join(holding, 'of-somebody-else'))
  const sticky = await tempDir()
  for (const [folder, mode] of [
    [holding, 0o755],
    [sticky, 0o1777],
  ] as const) {
    await chmod(folder, mode)
    await writeFile(join(folder, 'watchfloor.db-reserve'), '', { mode: 0o644 })
    await run(folder, 1)
    const { '.': own, 'of-somebody-else': _other, ...files } = await rightsIn(folder)
    expect(own).toBe((mode & 0o777).toString(8))
    expect(new Set(Object.values(files))).toEqual(new Set(['600']))
  }
})
