import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { type ServerProcess, startServerProcess } from '../support/programs/server-process.ts'
import { launchUnderName } from './under-name.ts'

let folder: string
let server: ServerProcess
/** Serves an empty page of another origin. */
let elsewhere: Server

test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watchfloor-e2e-'))
  server = await startServerProcess(join(folder, 'data'))
  elsewhere = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Elsewhere</title>')
  })
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))
})

test.afterEach(async () => {
  elsewhere.closeAllConnections()
  elsewhere.close()
  await server.program.stop()
  await rm(folder, { recursive: true, force: true })
})

/** Statuses of what the page was answered by the server. */
type Tried = Readonly<Record<string, string>>

for (const host of ['127.0.0.1', 'localhost']) {
  test(`a page of ${host} that is not ours gets nothing, and costs this address none of its attempts`, async ({
    page,
  }) => {
    const { port } = elsewhere.address() as AddressInfo
    await page.goto(`http://${host}:${port}/`)
    const tried = await page.evaluate(async (url): Promise<Tried> => {
      const image = () =>
        new Promise<void>((resolve) => {
          const element = new Image()
          element.onload = element.onerror = () => resolve()
          element.src = `${url}/api/v2/events/stream?${Math.random()}`
        })
      // More than an address has in a minute.
      await Promise.all(Array.from({ length: 90 }, image))
      const ended = (target: EventTarget, good: string) =>
        new Promise<string>((resolve) => {
          target.addEventListener(good, () => resolve(good))
          target.addEventListener('error', () => resolve('error'))
        })
      const reach = (path: string, init: RequestInit = {}) =>
        fetch(`${url}${path}`, init).then(
          (answer) => answer.type,
          () => 'error',
        )
      const simple = { method: 'POST', mode: 'no-cors', body: '[{"labels":{"alertname":"Forged"}}]' } as const
      return {
        stream: await ended(new EventSource(`${url}/api/v2/events/stream`), 'open'),
        socket: await ended(new WebSocket(`${url.replace('http', 'ws')}/ws/dashboard`), 'open'),
        read: await reach('/api/v2/board'),
        written: await reach('/api/v2/alerts', simple),
        sent: String(navigator.sendBeacon(`${url}/api/v2/webhooks/generic`, '{"name":"Forged"}')),
      }
    }, server.url)
    expect(tried).toMatchObject({ stream: 'error', socket: 'error', read: 'error' })

    // The board itself opens beside it, with its stream, and nothing was forged.
    const board = await page.context().newPage()
    await board.goto(server.url)
    await expect(board.getByText(/^Live/).first()).toBeVisible()
    const { alerts } = (await (await fetch(`${server.url}/api/v2/board`)).json()) as { alerts: unknown[] }
    expect(alerts).toEqual([])
    const metrics = await (await fetch(`${server.url}/metrics`)).text()
    expect(metrics).toContain('watchfloor_stream_sheds_total{reason="attempts"} 0')
    expect(
      Number(/watchfloor_door_refusals_total\{reason="page"\} (\d+)/.exec(metrics)?.[1]),
    ).toBeGreaterThan(90)

    // Whoever follows a link of that page to the board arrives.
    await page.evaluate((url) => {
      location.href = url
    }, server.url)
    await expect(page.getByText(/^Live/).first()).toBeVisible()
  })
}

test('a page under a rebound name is not answered, and the health page says which name it was', async ({
  playwright,
  launchOptions,
}) => {
  const browser = await launchUnderName(playwright, launchOptions, 'rebound.test')
  const page = await browser.newPage()
  const { port } = new URL(server.url)
  for (const path of ['/', '/api/v2/board', '/api/v2/events?wait=0', '/api/v2/events/stream']) {
    const answer = await page.goto(`http://rebound.test:${port}${path}`)
    expect(answer?.status()).toBe(421)
  }
  expect(await page.locator('body').innerText()).toContain('rebound.test')
  await browser.close()
  await expect
    .poll(async () => await (await fetch(`${server.url}/api/v2/board`)).text())
    .toMatch(/"Host names".*rebound\.test/)
})
