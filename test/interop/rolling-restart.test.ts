import { expect, onTestFinished, test } from 'vitest'
import { type Desk, openDesk } from '../client/desk.ts'
import { logged } from '../client/feed.ts'
import { BUDGET } from '../support/chance.ts'
import { startPosting } from '../support/http/posting.ts'
import { documentedNginx } from '../support/programs/documented-proxies.ts'
import { startNginx } from '../support/programs/nginx.ts'
import { type ServerProcess, startServerProcess } from '../support/programs/server-process.ts'
import { tempDir } from '../support/temp-dir.ts'
import { until } from '../support/until.ts'

/** Every night test/faults/every-night/rolling-upgrade.test.ts restarts more. */
const ROUNDS = BUDGET < 1 ? 1 : 2
const EACH = 5
/** How long there is no server in each round: time for several attempts of most clients. */
const HOLE_MS = 3_000
/** A client that fell to polling in the hole comes back to its own transport soon, not after one or two minutes. */
const QUICK = { backoff_base: 100, backoff_cap: 1_000, restart_backoff_cap: 500, climb_every: 2_000 }
const ENV = {
  WATCHFLOOR_INSECURE_OPEN: 'true',
  WATCHFLOOR_LIMITS_STREAMS_PER_ADDRESS: '1000',
  WATCHFLOOR_LIMITS_STREAM_ATTEMPTS_PER_MINUTE: '100000',
}

/** Locations that leave a client only the transport after them. */
const NO_SSE = 'location = /api/v2/events/stream { return 502; }'
const NO_STREAM = `${NO_SSE} location = /ws/dashboard { return 502; }`

interface Client {
  readonly transport: string
  readonly desk: Desk
}

async function openClients(server: ServerProcess): Promise<{ clients: readonly Client[]; url: string }> {
  const documented = await documentedNginx()
  const clients: Client[] = []
  let open = ''
  for (const [transport, locations] of [
    ['sse', ''],
    ['websocket', NO_SSE],
    ['polling', NO_STREAM],
  ] as const) {
    // What is not blocked has the same location lines as everything else.
    const { url } = await startNginx({ target: server.url, ...documented, server: locations })
    if (transport === 'sse') open = url
    for (let i = 0; i < EACH; i++)
      clients.push({ transport, desk: openDesk({ url, tuning: QUICK, patience: 90_000 }) })
  }
  for (const { desk } of clients) desk.client.start()
  await Promise.all(clients.map(({ transport, desk }) => desk.untilState('live', transport)))
  return { clients, url: open }
}

test('P12: restarted behind a real nginx that answers 502 meanwhile: everybody is back, nothing lost or repeated', async () => {
  const folder = await tempDir()
  let server = await startServerProcess(folder, { env: ENV })
  onTestFinished(() => server.program.stop('SIGKILL'))
  const { clients, url } = await openClients(server)
  const posting = startPosting(() => server.url, { pauseMs: 100 })

  for (let round = 1; round <= ROUNDS; round++) {
    server.program.child.kill('SIGTERM')
    expect(await server.program.exited, server.program.output()).toBe(0)
    const gone = performance.now()
    expect((await fetch(`${url}/readyz`)).status).toBe(502)
    const isAway = ({ desk }: Client) => desk.client.freshness().state !== 'live'
    await until('everybody to have noticed, and the hole to pass', () =>
      clients.every(isAway) && performance.now() - gone > HOLE_MS ? true : undefined,
    )
    server = await startServerProcess(folder, { listen: server.address, env: ENV })
    const listening = performance.now()
    const back = await Promise.all(
      clients.map(async ({ transport, desk }) => {
        await desk.untilState('live', transport)
        return performance.now() - listening
      }),
    )
    back.sort((a, b) => a - b)
    console.log(
      `round ${round}: back after a median of ${back[back.length >> 1]?.toFixed(0)}, at most ${back.at(-1)?.toFixed(0)} ms`,
    )
  }
  await posting.stop()

  const sequences = await logged(server.url)
  expect(sequences).toEqual(sequences.map((_, index) => index + 1))
  for (const { transport, desk } of clients) {
    await desk.until('the last event', () => desk.sequences().at(-1) === sequences.at(-1))
    const from = Number(desk.boards[0]?.cursor.split('.')[1])
    expect(desk.sequences(), transport).toEqual(sequences.slice(from))
    expect(desk.causes).toEqual(['start'])
    expect(desk.client.freshness()).toMatchObject({
      state: 'live',
      transport,
      counts: { gaps: 0, resets: 0, malformed: 0, duplicates: 0 },
    })
  }
  // Whatever was answered is in the log, and so may be what the server says of itself.
  expect(sequences.length).toBeGreaterThanOrEqual(posting.answered.size)
  console.log(`${sequences.length} events, ${clients.length} clients, ${ROUNDS} restarts`)
})
