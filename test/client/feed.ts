import { isDurable, type Page } from '@watchfloor/contract'
import { type Server, type ServerOptions, startServer } from '@watchfloor/server'
import { onTestFinished } from 'vitest'
import { post } from '../support/http/post.ts'
import { tempDir } from '../support/temp-dir.ts'

/** The real server on a free port, with a quick heartbeat, clients that come back at once, and room for every attempt; closed when the test ends. */
export async function startRealServer(config: ServerOptions['config'] = {}): Promise<Server> {
  const server = await startServer({
    config: {
      listen: '127.0.0.1:0',
      data_dir: await tempDir(),
      ...config,
      stream: { heartbeat_ms: 100, retry_ms: 20, ...config?.stream },
      limits: { stream_attempts_per_minute: 100_000, streams_per_address: 1_000, ...config?.limits },
    },
  })
  onTestFinished(server.close)
  return server
}

/** Fires alerts that nobody has seen yet, one event each. */
export async function fire(url: string, ...alertnames: string[]): Promise<void> {
  const response = await post(
    `${url}/api/v2/alerts`,
    alertnames.map((alertname) => ({ labels: { alertname, severity: 'critical' } })),
  )
  if (!response.ok) throw new Error(`the server answered ${response.status}: ${await response.text()}`)
}

/** Sequences of all events that the log holds, from its beginning. */
export async function logged(url: string): Promise<number[]> {
  const sequences: number[] = []
  const { cursor: head } = (await (await fetch(`${url}/api/v2/board`)).json()) as { cursor: string }
  for (let cursor = `${head.split('.')[0]}.0`; ; ) {
    const page = (await (await fetch(`${url}/api/v2/events?limit=1000&cursor=${cursor}`)).json()) as Page
    if (page.reset !== undefined)
      throw new Error(`the log does not reach back to ${cursor}: ${page.reset.reason}`)
    sequences.push(...page.events.filter(isDurable).map((event) => event.sequence))
    cursor = page.cursor
    if (!page.more) return sequences
  }
}
