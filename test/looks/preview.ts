import { join } from 'node:path'
import type { Browser, Page } from '@playwright/test'

/** Where the built preview lies. */
export const PREVIEW = join(import.meta.dirname, '../../node_modules/.cache/looks')
/** A quarter past three in the night, when all of this matters. */
export const NOW = Date.parse('2026-11-24T03:16:07.000Z')
/** Over https: a page that others can read signs nobody in. */
const ORIGIN = 'https://preview.test'
/** Long enough for everything that a screen waits for before it shows itself. */
const SETTLED_MS = 400

type Time = 'frozen' | 'passing'

const SIZE = { width: 1024, height: 640 } as const

const frozen = new WeakSet<Page>()
/** One page for all: a new one would read and compile the whole board anew, which takes three times as long. */
const pages = new Map<Time, Promise<Page>>()

/** The preview with this query, as nobody has touched it. `frozen`: at a moment that does not pass, the same on every machine. */
export async function openPreview(browser: Browser, query: string, time: Time): Promise<Page> {
  const opening = pages.get(time) ?? newPage(browser)
  pages.set(time, opening)
  const page = await opening
  await page.evaluate(() => localStorage.clear()).catch(() => undefined)
  await page.setViewportSize(SIZE)
  await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none' })
  if (time === 'frozen') {
    frozen.add(page)
    await page.clock.install({ time: NOW - 60_000 })
    await page.clock.pauseAt(NOW)
  }
  await page.goto(`${ORIGIN}/?${query}`)
  await page.addStyleTag({ content: SAME_EVERYWHERE })
  await page.evaluate(() => document.fonts.ready)
  return page
}

async function newPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({
    locale: 'en-GB',
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
    viewport: SIZE,
  })
  await context.route(`${ORIGIN}/**`, (route) => {
    const { pathname } = new URL(route.request().url())
    return route.fulfill({ path: join(PREVIEW, pathname === '/' ? 'index.html' : pathname) })
  })
  return context.newPage()
}

/** Other machines have other fonts for code, and other bars to scroll with; what moves by style moves in real time. */
const SAME_EVERYWHERE = `
  :root { --wf-font-mono: "Inter Variable" !important }
  * { scrollbar-width: none !important; caret-color: transparent !important }
  *, ::before, ::after { transition: none !important; animation: none !important }
`

/** Goes to a screen from whatever is open, and lets pass what it waits for. */
export async function goTo(page: Page, hash: string): Promise<void> {
  await page.keyboard.press('Escape')
  await page.mouse.move(0, 0)
  await settle(page)
  await page.evaluate((to) => {
    location.hash = to
  }, hash)
  await settle(page)
  await page.locator('main h1').first().waitFor({ state: 'attached' })
  await settle(page)
}

/** Timers of a frozen page run only here; another is given two frames. */
export async function settle(page: Page): Promise<void> {
  if (frozen.has(page)) await page.clock.runFor(SETTLED_MS)
  else
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
}
