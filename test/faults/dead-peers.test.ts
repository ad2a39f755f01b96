import { expect, onTestFinished, test } from 'vitest'
import { makeOtherHost } from '../support/network/other-host.ts'
import { startProgram } from '../support/programs/program.ts'
import { type ServerProcess, startServerProcess } from '../support/programs/server-process.ts'
import { sse } from '../support/stream/stream-clients.ts'
import { tempDir } from '../support/temp-dir.ts'
import { until } from '../support/until.ts'

const host = await makeOtherHost()
const STREAMS = 3

async function metric({ url }: ServerProcess, series: string): Promise<number> {
  const lines = (await (await fetch(`${url}/metrics`)).text()).split('\n')
  return Number(lines.find((line) => line.startsWith(`${series} `))?.split(' ')[1] ?? 0)
}

const OPEN = 'realtime_connections_active_total{transport="sse"}'
const GIVEN_UP = 'realtime_errors_total{error_type="no_acknowledgement"}'

test.skipIf(host === undefined)(
  'P13: SSE streams whose host vanished from the network are let go, others are not (needs root on Linux)',
  async () => {
    if (host === undefined) return
    onTestFinished(host.remove)
    const server = await startServerProcess(await tempDir(), {
      listen: `${host.here}:0`,
      env: { WATCHFLOOR_INSECURE_OPEN: 'true' },
    })
    onTestFinished(() => server.program.stop())
    const near = sse.open(server.url, {})
    await near.untilControl('hello')
    for (let i = 0; i < STREAMS; i++) {
      const [program, ...args] = host.command('curl', '-sN', `${server.url}/api/v2/events/stream`)
      const curl = startProgram(program, args)
      onTestFinished(() => curl.stop('SIGKILL').then(() => undefined))
      await until('the stream to begin', () => (/event: hello/.test(curl.output()) ? true : undefined))
    }
    expect(await metric(server, OPEN)).toBe(STREAMS + 1)
    await host.mute()
    const began = performance.now()
    await until(
      'the dead to be gone',
      async () => ((await metric(server, OPEN)) === 1 ? true : undefined),
      60_000,
    )
    console.log(`dead SSE peers were gone after ${((performance.now() - began) / 1000).toFixed(1)} s`)
    expect(await metric(server, GIVEN_UP)).toBe(STREAMS)
    const told = near.heard.length
    await until('a heartbeat', () => (near.heard.length > told ? true : undefined))
  },
)
