import { expect, onTestFinished, test, vi } from 'vitest'
import { fire, logged } from '../client/feed.ts'
import { documentedAway, documentedNginx } from '../support/programs/documented-proxies.ts'
import { startNginx } from '../support/programs/nginx.ts'
import { type ServerProcess, startServerProcess } from '../support/programs/server-process.ts'
import { FOREIGN_CLIENTS } from '../support/stream/foreign-clients.ts'
import { tempDir } from '../support/temp-dir.ts'
import { until } from '../support/until.ts'

const ENV = {
  WATCHFLOOR_LIMITS_STREAMS_PER_ADDRESS: '1000',
  WATCHFLOOR_LIMITS_STREAM_ATTEMPTS_PER_MINUTE: '100000',
  WATCHFLOOR_STREAM_RETRY_MS: '100',
}

interface Reader {
  readonly name: string
  readonly sequences: number[]
}

function open(url: string, way: string): readonly Reader[] {
  return Object.entries(FOREIGN_CLIENTS).map(([client, begin]) => {
    const sequences: number[] = []
    const stop = begin(url, (text) => {
      const { sequence } = JSON.parse(text) as { readonly sequence?: number }
      if (sequence !== undefined) sequences.push(sequence)
    })
    onTestFinished(stop)
    return { name: `${client}, ${way}`, sequences }
  })
}

/** Waits until everybody has heard of everything that the log holds; says who has not. */
async function untilAllHave(server: ServerProcess, readers: readonly Reader[]): Promise<void> {
  const head = (await logged(server.url)).at(-1)
  const behind = (): readonly string[] =>
    readers.filter(({ sequences }) => sequences.at(-1) !== head).map(({ name }) => name)
  await until('everybody to have it all', () => behind().length === 0 || undefined, 30_000).catch(() => {
    throw new Error(`these have not heard of ${head}: ${behind().join('; ')}`)
  })
}

/** Asks for the stream and for polls again and again, whatever comes; tells every status that it was answered with. */
function keepAsking(url: string): {
  readonly statuses: ReadonlySet<number>
  readonly stop: () => Promise<void>
} {
  const statuses = new Set<number>()
  let isOver = false
  const ask = async (path: string): Promise<void> => {
    while (!isOver) {
      const answer = await fetch(`${url}${path}`).catch(() => undefined)
      if (answer !== undefined) statuses.add(answer.status)
      await answer?.body?.cancel().catch(() => {})
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }
  const asking = ['/api/v2/events/stream', '/api/v2/events?wait=0', '/api/v2/events?wait=1'].map(ask)
  return {
    statuses,
    stop: async () => {
      isOver = true
      await Promise.all(asking)
    },
  }
}

test('S15: clients that nobody here wrote get each event once and in order, through a drain, a restart and nginx', async () => {
  // One of them is written for browsers: these have its timers, its fetch, and say whether the page is seen.
  vi.stubGlobal('window', globalThis)
  vi.stubGlobal('document', new EventTarget())
  onTestFinished(() => void vi.unstubAllGlobals())
  const folder = await tempDir()
  let server = await startServerProcess(folder, { env: ENV })
  onTestFinished(() => server.program.stop('SIGKILL'))
  const { http, location } = await documentedNginx()
  const away = await documentedAway(server.url)
  const nginx = await startNginx({ target: server.url, http, location, server: `${location}\n${away}` })
  const readers = [...open(server.url, 'directly'), ...open(nginx.url, 'through nginx')]
  let fired = 0
  await until(
    'everybody to follow',
    async () => {
      await fire(server.url, `Alert${++fired}`)
      return readers.every(({ sequences }) => sequences.length > 0) || undefined
    },
    30_000,
  ).catch(() => {
    const deaf = readers.filter(({ sequences }) => sequences.length === 0).map(({ name }) => name)
    throw new Error(`these hear nothing: ${deaf.join('; ')}`)
  })
  await untilAllHave(server, readers)

  const asking = keepAsking(server.url)
  await fire(server.url, 'BeforeTheDrain')
  server.program.child.kill('SIGTERM')
  expect(await server.program.exited, server.program.output()).toBe(0)
  server = await startServerProcess(folder, { listen: server.address, env: ENV })
  await fire(server.url, 'AfterTheStart', 'AndAnother')
  await untilAllHave(server, readers)
  await asking.stop()
  // A refused connection is tried again; any answer but this one is not.
  expect([...asking.statuses]).toEqual([200])

  const all = await logged(server.url)
  for (const { name, sequences } of readers)
    expect({ name, sequences }).toEqual({ name, sequences: all.slice(all.indexOf(sequences[0] ?? 0)) })
})
