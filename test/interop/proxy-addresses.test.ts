import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { documentedHaproxy, documentedNginx } from '../support/programs/documented-proxies.ts'
import { startHaproxy } from '../support/programs/haproxy.ts'
import { startNginx } from '../support/programs/nginx.ts'
import { type ServerProcess, startServerProcess } from '../support/programs/server-process.ts'
import { tempDir } from '../support/temp-dir.ts'

const PROXIES = ['nginx', 'HAProxy'] as const

async function front(kind: (typeof PROXIES)[number], server: ServerProcess): Promise<string> {
  if (kind === 'nginx') return (await startNginx({ target: server.url, ...(await documentedNginx()) })).url
  return (await startHaproxy({ target: server.address, defaults: await documentedHaproxy() })).url
}

async function start(env: NodeJS.ProcessEnv): Promise<ServerProcess> {
  const server = await startServerProcess(await tempDir(), {
    env: { WATCHFLOOR_INSECURE_OPEN: 'true', WATCHFLOOR_LIMITS_STREAMS_PER_ADDRESS: '1', ...env },
  })
  onTestFinished(() => server.program.stop())
  return server
}

/** Opens a stream from an address of this machine's loopback network; answers the status. It stays open. */
async function open(url: string, from: string, claims?: string): Promise<number> {
  const headers = claims === undefined ? {} : { 'x-forwarded-for': claims }
  const asked = request(`${url}/api/v2/events/stream`, { localAddress: from, headers, agent: false })
  asked.on('error', () => undefined)
  onTestFinished(() => void asked.destroy())
  const [answer] = (await once(asked.end(), 'response')) as [IncomingMessage]
  answer.on('error', () => undefined).resume()
  return answer.statusCode ?? 0
}

async function addresses(server: ServerProcess): Promise<readonly string[]> {
  const answer = await fetch(`${server.url}/api/v2/connections`)
  const { connections } = (await answer.json()) as { connections: { address: string }[] }
  return connections.map(({ address }) => address)
}

test.each(PROXIES)(
  'S21: behind a trusted %s everybody has an address and a limit of their own',
  async (kind) => {
    const server = await start({ WATCHFLOOR_TRUSTED_PROXIES: '127.0.0.1' })
    const url = await front(kind, server)
    expect(await open(url, '127.0.0.2')).toBe(200)
    expect(await open(url, '127.0.0.3')).toBe(200)
    expect(await open(url, '127.0.0.2')).toBe(429)
    // What a client claims of itself is not what the proxy says of it.
    expect(await open(url, '127.0.0.2', '203.0.113.9')).toBe(429)
    expect(await open(url, '127.0.0.4', '203.0.113.9')).toBe(200)
    expect(await addresses(server)).toEqual(['127.0.0.2', '127.0.0.3', '127.0.0.4'])
  },
)

test.each(PROXIES)('behind a %s that is not trusted everybody is one address', async (kind) => {
  const server = await start({})
  const url = await front(kind, server)
  expect(await open(url, '127.0.0.2')).toBe(200)
  expect(await open(url, '127.0.0.3')).toBe(429)
  expect(await addresses(server)).toEqual(['127.0.0.1'])
})

test('a header from anybody but a trusted proxy is not believed', async () => {
  const server = await start({ WATCHFLOOR_TRUSTED_PROXIES: '127.0.0.9' })
  expect(await open(server.url, '127.0.0.2', '203.0.113.9')).toBe(200)
  expect(await open(server.url, '127.0.0.9', '203.0.113.9')).toBe(200)
  expect(await addresses(server)).toEqual(['127.0.0.2', '203.0.113.9'])
})
