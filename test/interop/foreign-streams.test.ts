import { expect, onTestFinished, test, vi } from 'vitest'
import { fire, logged, startRealServer } from '../client/feed.ts'
import { documentedAway, documentedNginx } from '../support/programs/documented-proxies.ts'
import { startNginx } from '../support/programs/nginx.ts'
import { type ServerProcess, startServerProcess } from '../support/programs/server-process.ts'
import { connectionRows } from '../support/stream/connection-rows.ts'
import { FOREIGN_CLIENTS } from '../support/stream/foreign-clients.ts'
import { sse } from '../support/stream/stream-clients.ts'
import { tempDir } from '../support/temp-dir.ts'
import { until } from '../support/until.ts'

const ENV = {
  WATCHFLOOR_INSECURE_OPEN: 'true',
  WATCHFLOOR_LIMITS_STREAMS_PER_ADDRESS: '1000',
  WATCHFLOOR_LIMITS_STREAM_ATTEMPTS_PER_MINUTE: '100000',
  WATCHFLOOR_STREAM_RETRY_MS: '100',
}

/** Those that follow by server-sent events. */
const EVENT_SOURCES = [
  'eventsource',
  'undici EventSource',
  'event-source-polyfill',
  'reconnecting-eventsource',
  '@microsoft/fetch-event-source',
  'Python, standard library',
]

interface Reader {
  readonly name: string
  readonly sequences: number[]
}

function open(url: string, way: string, names = Object.keys(FOREIGN_CLIENTS)): readonly Reader[] {
  return names.map((client) => {
    const begin = FOREIGN_CLIENTS[client]
    if (begin === undefined) throw new Error(`there is no client ${client}`)
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

/** One of them is written for browsers: these have its timers, its fetch, and say whether the page is seen. */
function likeABrowser(): void {
  vi.stubGlobal('window', globalThis)
  vi.stubGlobal('document', new EventTarget())
  onTestFinished(() => void vi.unstubAllGlobals())
}

test('S15: clients that nobody here wrote get each event once and in order, through a drain, a restart and nginx', async () => {
  likeABrowser()
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

test('a full server ends no EventSource for good: each waits, and follows once there is room', async () => {
  likeABrowser()
  const places = EVENT_SOURCES.length
  const limits = { total_streams: places, streams_per_address: 100, stream_attempts_per_minute: 1_000 }
  const server = await startRealServer({ limits })
  const first = EVENT_SOURCES.map(() => sse.open(server.url))
  for (const stream of first) await stream.untilControl('hello')
  const waiting = open(server.url, 'in a full server', EVENT_SOURCES)
  const waited = async (): Promise<number> => {
    const text = await (await fetch(`${server.url}/metrics`)).text()
    return Number(/^watchfloor_stream_sheds_total\{reason="total"\} (\d+)$/m.exec(text)?.[1])
  }
  await until('all of them to wait', async () => (await waited()) === places || undefined, 30_000)
  await fire(server.url, 'BeforeThereWasRoom')
  for (const stream of first) stream.stop()
  await until('all of them to follow', async () => {
    const rows = await connectionRows(server.url)
    return (rows.length === places && rows.every(({ lag }) => lag === 0)) || undefined
  })
  const { sequence } = server.core.log.head()
  await fire(server.url, 'SinceThen', 'AndAnother')
  const expected = [sequence + 1, sequence + 2]
  await until('everybody to have both', async () => {
    return waiting.every(({ sequences }) => sequences.at(-1) === sequence + 2) || undefined
  })
  for (const { name, sequences } of waiting)
    expect({ name, sequences }).toEqual({ name, sequences: expected })
  // None of them had to come twice.
  expect(await waited()).toBe(places)
})
