import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BoardSnapshot } from '@watchfloor/contract'
import { expect, onTestFinished, test } from 'vitest'
import { runs, takeSeed } from '../support/chance.ts'
import { writeAsOfVersion } from '../support/http/older-file.ts'
import { post } from '../support/http/post.ts'
import { startProgram } from '../support/programs/program.ts'
import { startServerProcess } from '../support/programs/server-process.ts'
import { SERVER_PROGRAM } from '../support/programs/server-program.ts'
import { seeded } from '../support/seeded.ts'
import { tempDir } from '../support/temp-dir.ts'
import { until } from '../support/until.ts'

const ROUNDS = runs(6)
const ALERTS = 3_000

test('S13: killed again and again while it starts, and takes an older file over, it loses and repeats nothing', async () => {
  const seed = takeSeed()
  const random = seeded(seed)
  const folder = await tempDir()
  const first = await startServerProcess(folder)
  const endsAt = new Date(Date.now() + 3_600_000).toISOString()
  const answer = await post(
    `${first.url}/api/v2/alerts`,
    Array.from({ length: ALERTS }, (_, n) => ({ labels: { alertname: `Alert${n}` }, endsAt })),
  )
  expect(answer.status).toBe(200)
  await first.program.stop('SIGTERM')

  const older = join(await tempDir(), 'data')
  await mkdir(older)
  writeAsOfVersion(join(folder, 'watchfloor.db'), join(older, 'watchfloor.db'), 2)
  for (let round = 0; round < ROUNDS; round++) {
    const args = [SERVER_PROGRAM, 'serve', '--listen', '127.0.0.1:0', '--data-dir', older]
    const program = startProgram(process.execPath, args, { cwd: join(import.meta.dirname, '../..') })
    onTestFinished(() => program.stop('SIGKILL'))
    // Anywhere from before the file is opened to a little after the start.
    await sleep(100 + random() * 1_400)
    await program.stop('SIGKILL')
  }

  const last = await startServerProcess(older)
  onTestFinished(() => last.program.stop())
  const board = (await (await fetch(`${last.url}/api/v2/board`)).json()) as BoardSnapshot
  const names = board.alerts.map(({ alertname }) => alertname)
  expect(new Set(names).size).toBe(ALERTS)
  expect(names).toHaveLength(ALERTS)
  const lives = await until('the history of the older file', async () => {
    const response = await fetch(`${last.url}/api/v2/stats/response`)
    return response.ok ? ((await response.json()) as { lives: number; firing: number }) : undefined
  })
  expect(lives).toMatchObject({ lives: ALERTS, firing: ALERTS })
}, 600_000)
