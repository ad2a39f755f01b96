import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser } from '@playwright/test'
import { post } from '../../test/support/http/post.ts'
import { type Contender, type Line, openPage, openWhole } from './contender.ts'

/** When the first critical row had been painted, ms since the page was asked for; each time with nothing cached. */
export async function firstRow(browser: Browser, contender: Contender, line: Line): Promise<number> {
  const { page, close } = await openPage(browser, contender, line)
  const isThere = await page.waitForFunction(() => window.probe.firstCritical, undefined, {
    timeout: 180_000,
  })
  const at = (await isThere.jsonValue()) as number
  await close()
  return at
}

/** From before the POST of a new critical until its row has been painted, ms. */
export async function postToPaint(
  browser: Browser,
  contender: Contender,
  server: string,
  count: number,
): Promise<readonly number[]> {
  const { page, close } = await openWhole(browser, contender)
  const endsAt = new Date(Date.now() + 60_000).toISOString()
  const took: number[] = []
  for (let i = 0; i < count; i++) {
    const name = `Posted${Date.now().toString(36)}x${i}`
    const painted = page.evaluate((text) => window.probe.painted(text), name)
    await sleep(40 + ((i * 37) % 60))
    const began = performance.timeOrigin + performance.now()
    const labels = { alertname: name, severity: 'critical', service: name }
    const startsAt = new Date().toISOString()
    await post(`${server}/api/v2/alerts`, [{ labels, annotations: { summary: name }, startsAt, endsAt }])
    took.push((await painted) - began)
    // It makes room for the next.
    await post(`${server}/api/v2/alerts`, [{ labels, startsAt, endsAt: new Date().toISOString() }])
  }
  await close()
  return took
}

/** From a key that filters until the list of another length has been painted, ms. */
export async function keyToPaint(
  browser: Browser,
  contender: Contender,
  rounds: number,
): Promise<readonly number[]> {
  const { page, close } = await openWhole(browser, contender)
  await page.evaluate(() => void window.probe.takeKeys())
  const field = page.locator(`input[aria-label="${contender.isBoard ? 'Add a matcher or words' : 'Filter'}"]`)
  const press = async (key: string): Promise<void> => {
    await page.keyboard.press(key)
    await sleep(400)
  }
  for (let round = 0; round < rounds; round++) {
    if (contender.isBoard) {
      // A severity alone and back, then words and back.
      for (const key of ['1', '1', '2', '2', '3', '3']) await press(key)
      await field.fill(`host-${round + 1}`)
      for (const key of ['Enter', 'Backspace']) await press(key)
      await field.blur()
    } else {
      await field.focus()
      for (const key of ['h', 'o', 's', 't', '-', '1', '2', ...Array<string>(7).fill('Backspace')]) {
        await press(key)
      }
    }
  }
  const took = await page.evaluate(() => window.probe.takeKeys())
  await close()
  return took
}
