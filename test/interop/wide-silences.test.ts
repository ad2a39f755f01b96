import { expect, onTestFinished, test } from 'vitest'
import { ask } from '../support/http/ask.ts'
import { startProgram } from '../support/programs/program.ts'
import { startServerProcess } from '../support/programs/server-process.ts'
import { tempDir } from '../support/temp-dir.ts'

async function amtool(url: string, ...args: readonly string[]) {
  const program = startProgram('amtool', ['--no-version-check', `--alertmanager.url=${url}`, ...args])
  onTestFinished(() => program.stop('SIGKILL'))
  return { code: await program.exited, output: program.output() }
}

async function board(env: NodeJS.ProcessEnv) {
  const server = await startServerProcess(await tempDir(), { env })
  onTestFinished(() => server.program.stop())
  const alerts = [...Array(20).keys()].map((n) => ({
    labels: { alertname: `A${n}`, team: n < 5 ? 'a' : 'b', severity: n === 0 ? 'critical' : 'warning' },
  }))
  expect((await ask(server, 'POST', '/alerts', alerts)).status).toBe(200)
  return server
}

const silence = ['silence', 'add', 'team=a', '--author=ana', '--comment=works', '--duration=1h']

test('amtool may silence much of the board, and the log of the server says so at once', async () => {
  const server = await board({})
  const { code, output } = await amtool(server.url, ...silence)
  expect([code, output]).toEqual([0, expect.stringMatching(/^[0-9a-f-]{36}\n$/)])
  const said = 'ana silenced 5 of 20 firing alerts (25 %), 1 of them critical: A0, until '
  expect(server.program.output()).toContain(said)
  const { body } = await ask(server, 'GET', '/history?types=system_notification')
  expect(body).toMatchObject({ events: [{ data: { message: expect.stringContaining(said) } }] })
})

test('where that is refused, amtool says why', async () => {
  const server = await board({ WATCHFLOOR_SILENCES_WIDE: 'refuse' })
  const { code, output } = await amtool(server.url, ...silence)
  expect(code).toBe(1)
  expect(output).toContain('not made: it would hide 5 of 20 firing alerts (25 %), 1 of them critical: A0')
  expect((await ask(server, 'GET', '/silences')).body).toEqual([])
})
