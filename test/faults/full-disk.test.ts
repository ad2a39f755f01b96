import { execFile } from 'node:child_process'
import { copyFile, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { BoardSnapshot } from '@watchfloor/contract'
import { expect, onTestFinished, test } from 'vitest'
import { writeAsOfVersion } from '../support/http/older-file.ts'
import { post } from '../support/http/post.ts'
import { type ServerProcess, startServerProcess } from '../support/programs/server-process.ts'
import { smallDisk } from '../support/small-disk.ts'
import { tempDir } from '../support/temp-dir.ts'
import { until } from '../support/until.ts'

const run = promisify(execFile)

const env = { WATCHFLOOR_DISK_RESERVE: '4MiB' }

let sent = 0
function batch(): string {
  return JSON.stringify(
    Array.from({ length: 64 }, () => ({
      labels: { alertname: `Alert${sent++}`, text: 'x'.repeat(300) },
      annotations: { summary: 'y'.repeat(600) },
    })),
  )
}

async function sendBatch(url: string): Promise<{ readonly status: number; readonly text: string }> {
  const answer = await post(`${url}/api/v2/alerts`, batch())
  return { status: answer.status, text: await answer.text() }
}

async function board(url: string): Promise<BoardSnapshot> {
  return (await (await fetch(`${url}/api/v2/board`)).json()) as BoardSnapshot
}

test('S13: a full disk is refused and said everywhere, and with room again all goes on by itself; nothing is lost', async ({
  skip,
}) => {
  const folder = await smallDisk(24)
  if (folder === undefined) return skip('needs the right to mount a small disk')
  const server = await startServerProcess(folder, { listen: '127.0.0.1:0', env })
  onTestFinished(async () => void (await server.program.stop('SIGKILL')))
  const { url } = server
  let kept = 0
  const full = await until('a refusal', async () => {
    const answer = await sendBatch(url)
    if (answer.status === 200) kept += 64
    return answer.status === 200 ? undefined : answer
  })
  expect(full.status).toBe(503)
  expect(full.text).toMatch(/the disk with .*watchfloor\.db is full; make room there/)

  // It stays so, and says so: no wobbling between taken in and refused while there is no room.
  for (let n = 0; n < 20; n++) expect((await sendBatch(url)).status).toBe(503)
  const { alerts, health } = await board(url)
  expect(alerts).toHaveLength(kept)
  expect(health[0]).toMatchObject({ component: 'Store', status: 'unhealthy' })
  expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'degraded' })
  expect(await (await fetch(`${url}/health/realtime`)).json()).toMatchObject({
    degraded: expect.stringContaining('is full'),
  })
  const metrics = await (await fetch(`${url}/metrics`)).text()
  expect(metrics).toMatch(/^watchfloor_log_degraded 1$/m)

  await run('mount', ['-o', 'remount,size=96m', folder])
  await until('ingest again', async () => {
    const { status } = await sendBatch(url)
    if (status === 200) kept += 64
    return status === 200 ? true : undefined
  })
  await until('a healthy store', async () =>
    (await board(url)).health.find(({ component, status }) => component === 'Store' && status === 'healthy'),
  )
  expect(await readdir(folder)).toContain('watchfloor.db-reserve')

  await server.program.stop('SIGKILL')
  const again = await startServerProcess(folder, { listen: '127.0.0.1:0', env })
  expect((await board(again.url)).alerts).toHaveLength(kept)
  await again.program.stop('SIGTERM')
}, 120_000)

const FILLER = 'filler'
const KEY = 'watchfloor.audit-key'

/** Takes all the room that is left, as another program does. */
async function fillUp(folder: string): Promise<void> {
  await expect(run('sh', ['-c', 'cat /dev/zero > "$0"', join(folder, FILLER)])).rejects.toThrow(
    'No space left',
  )
}

async function startOn(folder: string): Promise<ServerProcess> {
  const server = await startServerProcess(folder, { env })
  onTestFinished(async () => void (await server.program.stop('SIGKILL')))
  return server
}

test('S13: on a disk that is full a server starts, however the last one ended, and shows the board', async ({
  skip,
}) => {
  const folder = await smallDisk(48)
  if (folder === undefined) return skip('needs the right to mount a small disk')
  let server = await startOn(folder)
  for (let n = 0; n < 10; n++) expect((await sendBatch(server.url)).status).toBe(200)
  let kept = 10 * 64
  for (const signal of ['SIGKILL', 'SIGTERM', 'SIGKILL'] as const) {
    await server.program.stop(signal)
    await fillUp(folder)
    server = await startOn(folder)
    expect((await board(server.url)).alerts).toHaveLength(kept)
    await rm(join(folder, FILLER))
    await until('ingest again', async () => {
      const { status } = await sendBatch(server.url)
      if (status === 200) kept += 64
      return status === 200 ? true : undefined
    })
    await until(
      'the reserve',
      async () => (await readdir(folder)).includes('watchfloor.db-reserve') || undefined,
    )
  }
}, 120_000)

test('S13: a full disk that has no room to take an older file over is told as such, and later it is taken over', async ({
  skip,
}) => {
  const [folder, disk] = [await tempDir(), await smallDisk(48)]
  if (disk === undefined) return skip('needs the right to mount a small disk')
  const before = await startOn(folder)
  for (let n = 0; n < 60; n++) expect((await sendBatch(before.url)).status).toBe(200)
  await before.program.stop('SIGTERM')
  writeAsOfVersion(join(folder, 'watchfloor.db'), join(disk, 'watchfloor.db'), 2)
  await fillUp(disk)
  await expect(startOn(disk)).rejects.toThrow(
    /^the server ended:\nThe key of the audit log cannot be written to .*: ENOSPC: no space left[^\n]*\n$/,
  )
  await rm(join(disk, FILLER))
  await copyFile(join(folder, KEY), join(disk, KEY))
  await fillUp(disk)
  await expect(startOn(disk)).rejects.toThrow(
    /watchfloor\.db cannot be opened: its disk is full; make room there/,
  )
  await rm(join(disk, FILLER))
  const after = await startOn(disk)
  expect((await board(after.url)).alerts).toHaveLength(60 * 64)
}, 120_000)
