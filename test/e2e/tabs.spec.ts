import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, expect, type Page, test } from '@playwright/test'
import { post } from '../support/http/post.ts'
import { type ServerProcess, startServerProcess } from '../support/programs/server-process.ts'
import { launchUnderName } from './under-name.ts'

/** One more than a browser opens connections to a server over HTTP/1.1. */
const TABS = 7

let folder: string
let server: ServerProcess

test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watchfloor-e2e-'))
  server = await startServerProcess(join(folder, 'data'), { env: { WATCHFLOOR_HOSTS: 'console.test' } })
})

test.afterEach(async () => {
  await server.program.stop()
  await rm(folder, { recursive: true, force: true })
})

async function fire(alertname: string): Promise<void> {
  const response = await post(`${server.url}/api/v2/alerts`, [
    { labels: { alertname, severity: 'critical' } },
  ])
  expect(response.status).toBe(200)
}

async function connections(): Promise<readonly { readonly id: string; readonly transport: string }[]> {
  const response = await fetch(`${server.url}/api/v2/connections`)
  return ((await response.json()) as { connections: { id: string; transport: string }[] }).connections
}

/** Which of the tabs asked for a stream last. */
function watchStreams(pages: readonly Page[]): { readonly last: () => Page | undefined } {
  let last: Page | undefined
  for (const page of pages) {
    page.on('request', (request) => {
      if (request.url().includes('/events/stream')) last = page
    })
  }
  return { last: () => last }
}

async function seeEverywhere(pages: readonly Page[], alertname: string): Promise<void> {
  for (const page of pages) {
    await expect(page.getByText(alertname, { exact: true }).first()).toBeVisible()
    await expect(page.getByText(/^Live/).first()).toBeVisible()
  }
}

/** Opens the board in tabs of one browser; their streams are one, whichever of them is closed. */
async function shareOne(context: BrowserContext, url: string, tabs: number): Promise<readonly Page[]> {
  const pages: Page[] = []
  for (let tab = 0; tab < tabs; tab++) pages.push(await context.newPage())
  const streams = watchStreams(pages)
  const problems: string[] = []
  for (const page of pages) page.on('pageerror', (error) => problems.push(error.message))
  for (const page of pages) await page.goto(url)
  await fire('First')
  await seeEverywhere(pages, 'First')
  expect(await connections()).toMatchObject([{ transport: 'sse' }])

  // The tab that holds the stream is closed, again and again, until one is left.
  for (let round = 0; pages.length > 1; round++) {
    const leader = streams.last()
    expect(leader).toBeDefined()
    pages.splice(pages.indexOf(leader as Page), 1)
    await (leader as Page).close()
    await fire(`After${round}`)
    await seeEverywhere(pages, `After${round}`)
    await expect.poll(async () => (await connections()).length).toBe(1)
  }
  expect(problems).toEqual([])
  return pages
}

test('P14: seven tabs over HTTP/1.1 share one stream, whoever of them goes', async ({ context }) => {
  await shareOne(context, server.url, TABS)
})

test('so they do where the page did not come over TLS and the browser gives no locks', async ({
  playwright,
  launchOptions,
}) => {
  const browser = await launchUnderName(playwright, launchOptions, 'console.test')
  const url = server.url.replace('127.0.0.1', 'console.test')
  const [page] = await shareOne(await browser.newContext(), url, 3)
  expect(await page?.evaluate(() => window.isSecureContext)).toBe(false)
  await browser.close()
})
