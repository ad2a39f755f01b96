import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { BoardSnapshot } from '@watchfloor/contract'
import { expect, onTestFinished, test } from 'vitest'
import { post } from '../support/http/post.ts'
import { startServerProcess } from '../support/programs/server-process.ts'
import { smallDisk } from '../support/small-disk.ts'
import { until } from '../support/until.ts'

const run = promisify(execFile)

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
  const env = { WATCHFLOOR_DISK_RESERVE: '4MiB' }
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
