import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from '@playwright/test'
import { installProbe } from './page-probe.ts'

/** A page that shows the alerts of the server: the board, or the bare list. */
export interface Contender {
  readonly name: string
  readonly url: string
  /** How a severity is left out, or put back in; what the key is pressed on. */
  readonly isBoard: boolean
}

export interface OpenPage {
  readonly page: Page
  readonly cdp: CDPSession
  readonly close: () => Promise<void>
}

/** A line as slow as a telephone's: bits a second, and ms there and back. */
export interface Line {
  readonly bits: number
  readonly latency: number
}

const DEBIAN = '/usr/bin/chromium'

export function startBrowser(): Promise<Browser> {
  const executablePath = process.env.TEST_CHROMIUM ?? (existsSync(DEBIAN) ? DEBIAN : undefined)
  return chromium.launch({
    ...(executablePath !== undefined && { executablePath }),
    args: [
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--js-flags=--expose-gc',
      '--enable-precise-memory-info',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  })
}

/** In a context of its own: nothing is cached, and nothing is left. */
export async function openPage(browser: Browser, { url }: Contender, line?: Line): Promise<OpenPage> {
  const context: BrowserContext = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  const cdp = await context.newCDPSession(page)
  await page.addInitScript(installProbe)
  if (line !== undefined) {
    const bytes = line.bits / 8
    await cdp.send('Network.enable')
    await cdp.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: line.latency,
      downloadThroughput: bytes,
      uploadThroughput: bytes,
    })
  }
  await page.goto(url, { waitUntil: 'commit' })
  return { page, cdp, close: () => context.close() }
}

/** Until its list is whole. */
export async function openWhole(browser: Browser, contender: Contender): Promise<OpenPage> {
  const open = await openPage(browser, contender)
  await open.page.locator('[data-list]').waitFor({ timeout: 120_000 })
  await open.page.waitForFunction(() => window.probe.firstCritical !== null, undefined, { timeout: 120_000 })
  await open.page.waitForTimeout(3_000)
  return open
}
