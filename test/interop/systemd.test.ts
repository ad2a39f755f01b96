import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { startProgram } from '../support/programs/program.ts'
import { startServerProcess } from '../support/programs/server-process.ts'
import { tempDir } from '../support/temp-dir.ts'
import { until } from '../support/until.ts'

const root = join(import.meta.dirname, '../..')
const UNIT = 'deploy/systemd/watchfloor-server.service'
const TAKER = join(import.meta.dirname, '../fixtures/systemd/notify-socket.py')

/** A real datagram socket as systemd has one, and what came to it so far. */
async function notifySocket(): Promise<{ readonly path: string; readonly said: () => readonly string[] }> {
  const path = join(await tempDir(), 'notify')
  const taker = startProgram('/usr/bin/python3', [TAKER, path])
  onTestFinished(() => taker.stop())
  await until('the socket to be bound', () => taker.output().startsWith('bound\n') || undefined)
  const words = (): string[] => taker.output().trimEnd().split('\n').slice(1)
  return { path, said: () => words().flatMap((word) => (JSON.parse(word) as string).split('\n')) }
}

test('systemd is told that it listens, that it lives while it answers, not while it hangs, and that it drains', async () => {
  const socket = await notifySocket()
  const env = { NOTIFY_SOCKET: socket.path, WATCHDOG_USEC: '600000' }
  const server = await startServerProcess(await tempDir(), { env })
  onTestFinished(() => server.program.stop('SIGKILL'))
  await until('its first words', () => socket.said().includes('READY=1') || undefined)
  expect(socket.said()).toContain(`STATUS=listening on ${server.url}`)
  const beats = (): number => socket.said().filter((word) => word === 'WATCHDOG=1').length
  await until('it to live', () => beats() >= 3 || undefined)

  // Stopped, it neither answers nor speaks; what was on its way may still arrive.
  server.program.child.kill('SIGSTOP')
  await new Promise((resolve) => setTimeout(resolve, 400))
  const before = beats()
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  expect(beats()).toBe(before)
  server.program.child.kill('SIGCONT')
  await until('it to live again', () => beats() > before || undefined)

  await server.program.stop('SIGTERM')
  expect(await server.program.exited).toBe(0)
  await until('its last words', () => socket.said().includes('STOPPING=1') || undefined)
})

test('the unit lets the server do little else: systemd finds its exposure small, and no fault in it', async () => {
  const run = (...args: string[]) => promisify(execFile)('systemd-analyze', args, { cwd: root })
  // Its command is installed elsewhere.
  const { stderr } = await run('verify', '--man=no', UNIT).catch((error: { stderr: string }) => error)
  expect(stderr.split('\n').filter((line) => !/watchfloor-server is not executable|^$/.test(line))).toEqual(
    [],
  )
  const { stdout } = await run('security', '--offline=yes', '--no-pager', UNIT)
  const exposure = /Overall exposure level for [^:]*: ([\d.]+)/.exec(stdout)?.[1]
  expect(Number(exposure)).toBeLessThanOrEqual(2)
})
