import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser } from '@playwright/test'
import type { Generator } from '../load/generator.ts'
import { type Contender, openWhole } from './contender.ts'
import { countWork, heapOf, type Task, traced, workOf } from './main-thread.ts'

export interface UnderUpdates {
  /** Events a second that were sent. */
  readonly rate: number
  /** Long tasks as the page was told of them, ms. */
  readonly longTasks: readonly number[]
  readonly tasks: readonly Task[]
  readonly framesPerSecond: number
  readonly longestFrame: number
  /** Alive before, after each third, and a moment after the last update, MB. */
  readonly heap: readonly number[]
  /** Share of a core that the main thread worked. */
  readonly share: number
}

export interface Load {
  readonly seconds: number
  readonly rate: number
  readonly aim: () => Promise<void>
  readonly traces: string | undefined
}

/** Looks at a page for so long under so many updates a second, and scrolls it for the last third. */
export async function underUpdates(
  browser: Browser,
  contender: Contender,
  { publisher }: Generator,
  { seconds, rate, aim, traces }: Load,
): Promise<UnderUpdates> {
  const { page, cdp, close } = await openWhole(browser, contender)
  await countWork(cdp)
  const heap = [(await heapOf(cdp)) / 1e6]
  await aim()
  await publisher.ask('begin', rate)
  await sleep(2_000)
  await page.evaluate(() => void window.probe.takeLongTasks())
  const before = await publisher.ask('sent')
  const work = await workOf(cdp)
  const began = performance.now()
  const longTasks: number[] = []
  const third = async (during: () => Promise<void>): Promise<void> => {
    await during()
    longTasks.push(...(await page.evaluate(() => window.probe.takeLongTasks())))
    heap.push((await heapOf(cdp)) / 1e6)
    // What a full collection takes is the bench's own.
    await page.evaluate(() => void window.probe.takeLongTasks())
  }
  const part = (seconds * 1_000) / 3
  let scrolled = { perSecond: Number.NaN, longest: Number.NaN }
  const tasks: Task[] = []
  const trace = traces === undefined ? undefined : join(traces, `${contender.name.replace(' ', '-')}.json`)
  await third(async () => void tasks.push(...(await traced(browser, page, trace, () => sleep(part)))))
  await third(() => sleep(part))
  await third(async () => {
    scrolled = await page.evaluate((ms) => window.probe.scroll(ms), part)
  })
  const took = (performance.now() - began) / 1_000
  const share = ((await workOf(cdp)) - work) / took
  const sent = (await publisher.ask('sent')) - before
  await publisher.ask('end')
  await sleep(3_000)
  heap.push((await heapOf(cdp)) / 1e6)
  await close()
  return {
    rate: sent / took,
    longTasks,
    tasks,
    framesPerSecond: scrolled.perSecond,
    longestFrame: scrolled.longest,
    heap,
    share,
  }
}
