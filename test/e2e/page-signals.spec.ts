import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { type BareChromium, type BareTab, startBareChromium } from '../support/desktop/bare-chromium.ts'
import { post } from '../support/http/post.ts'
import { type ServerProcess, startServerProcess } from '../support/programs/server-process.ts'
import { until } from '../support/until.ts'

const PROBE = '/api/v2/events'
const STREAM = '/api/v2/events/stream'

let folder: string
let server: ServerProcess
let chromium: BareChromium

test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watchfloor-e2e-'))
  server = await startServerProcess(join(folder, 'data'))
  chromium = await startBareChromium(join(folder, 'profile'))
})

test.afterEach(async () => {
  await chromium.close()
  await server.program.stop()
  await rm(folder, { recursive: true, force: true })
})

async function fire(alertname: string): Promise<void> {
  const response = await post(`${server.url}/api/v2/alerts`, [
    { labels: { alertname, severity: 'critical' } },
  ])
  expect(response.status).toBe(200)
}

async function openBoard(): Promise<BareTab> {
  const tab = await chromium.open(server.url)
  await says(tab, /\bLive\b/)
  return tab
}

async function says(tab: BareTab, words: RegExp): Promise<void> {
  await until(`the page to say ${words}`, async () =>
    words.test(String(await tab.read('document.body.innerText'))) ? true : undefined,
  )
}

const visibility = (tab: BareTab): Promise<unknown> => tab.read('document.visibilityState')

function times(tab: BareTab, path: string): number {
  return tab.asked().filter((asked) => asked === path).length
}

test('P13: a page that becomes visible asks at once whether its stream is still there', async () => {
  const tab = await openBoard()
  expect(times(tab, PROBE)).toBe(0)
  const other = await chromium.open('about:blank')
  await other.bringToFront()
  await until('the page to be hidden', async () => ((await visibility(tab)) === 'hidden' ? true : undefined))
  expect(times(tab, PROBE)).toBe(0)
  await tab.bringToFront()
  await until('the probe', () => (times(tab, PROBE) > 0 ? true : undefined))
  expect(await visibility(tab)).toBe('visible')
  // The stream was there: the answer was all that it needed.
  expect(times(tab, STREAM)).toBe(1)
})

test('P13: offline and online are acted on at once, without waiting for any timer', async () => {
  const tab = await openBoard()
  // From here on no timer of the page ends: only what the browser tells can move it.
  await tab.read('window.setTimeout = () => 0')
  await tab.setOffline(true)
  await says(tab, /Not receiving|Checking/)
  const before = times(tab, STREAM)
  await fire('WhileOffline')
  expect(await tab.read('document.body.innerText')).not.toContain('WhileOffline')
  await tab.setOffline(false)
  await says(tab, /WhileOffline/)
  await says(tab, /\bLive\b/)
  expect(times(tab, STREAM)).toBeGreaterThan(before)
})

/** Nothing else runs in a page that waits for a synchronous request; one that loops would take a processor from the other tests. */
const hanging = (cursor: string): string => `for (const end = Date.now() + 35_000; Date.now() < end; ) {
  const request = new XMLHttpRequest()
  request.open('GET', '${PROBE}?types=silence_deleted&wait=5&cursor=${cursor}', false)
  request.send()
}`

test('a tab that hangs with the stream loses it to one that is looked at, and follows afterwards', async () => {
  test.setTimeout(120_000)
  const hung = await openBoard()
  const tab = await openBoard()
  await tab.bringToFront()
  expect(times(hung, STREAM)).toBe(1)
  expect(times(tab, STREAM)).toBe(0)
  const { cursor } = (await (await fetch(`${server.url}/api/v2/board`)).json()) as { cursor: string }
  const hang = hung.read(hanging(cursor))
  await until('the other tab to take over', () => (times(tab, STREAM) > 0 ? true : undefined), 60_000)
  await fire('AfterTheHang')
  await says(tab, /AfterTheHang/)
  await hang
  await says(hung, /AfterTheHang/)
  expect(times(hung, STREAM)).toBe(1)
})
