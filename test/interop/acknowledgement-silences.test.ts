import type { BoardSnapshot } from '@watchfloor/contract'
import { expect, onTestFinished, test } from 'vitest'
import { ask } from '../support/http/ask.ts'
import { runServer } from '../support/http/run-server.ts'
import { startProgram } from '../support/programs/program.ts'

async function amtool(url: string, ...args: readonly string[]): Promise<string> {
  const program = startProgram('amtool', ['--no-version-check', `--alertmanager.url=${url}`, ...args])
  onTestFinished(() => program.stop('SIGKILL'))
  await program.exited
  return program.output()
}

test('S9: amtool sees an acknowledgement as a silence, lengthens it, and gives the alert back by expiring it', async () => {
  const server = await runServer({ config: { silences: { acknowledgements: 'on' } } })
  const board = async () => (await ask(server, 'GET', '/board')).body as BoardSnapshot
  await ask(server, 'POST', '/alerts', [{ labels: { alertname: 'DiskFull', service: 'db' } }])
  const fingerprint = (await board()).alerts[0]?.fingerprint
  await ask(server, 'POST', `/alerts/${fingerprint}/acknowledge`, { name: 'Ana', note: 'on it' })

  expect(await amtool(server.url, 'silence', 'query')).toMatch(
    /alertname="?DiskFull"? service="?db"? .*Ana +\[acknowledged\] on it/,
  )
  // It is not suppressed: whoever looks for active alerts finds it.
  expect(await amtool(server.url, 'alert', 'query')).toContain('DiskFull')
  const id = (await board()).silences[0]?.id ?? ''
  expect(await amtool(server.url, 'silence', 'update', '--duration=3h', id)).toContain(id)
  const [alert] = (await board()).alerts
  expect(alert?.acknowledged_by).toMatchObject({ name: 'Ana', until: 'time', note: 'on it' })
  expect(alert?.silenced_by).toEqual([])

  await amtool(server.url, 'silence', 'expire', id)
  expect((await board()).alerts[0]?.acknowledged_by).toBeNull()
})
