/**
 * Shows how long main's loop stands still, at the worst, at the built app with its window open: while it takes the
 * first board of 10,000 criticals, a storm of 2,000 alerts, and 10,000 criticals as events, which then resolve, three
 * times over; and what memory it keeps. Beside it, at the same time, a loop that has nothing to do: the machine's
 * share.
 *
 *     node bench/desktop-blocks.ts
 */

import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from '@playwright/test'
import type { DesktopApp } from '../test/support/desktop/desktop-app.ts'
import { openFaultProxy } from '../test/support/network/fault-proxy.ts'
import {
  type BenchDesk,
  madeAlerts,
  post,
  resolve,
  type Sent,
  startBenchDesk,
  untilHolds,
} from './desktop/bench-desk.ts'
import { memoryOfMain, watchMain } from './desktop/main-process.ts'
import { inMs, inWords, type LongestBlock, printMachine, startIdleLoop } from './measures/measures.ts'

const MANY = 10_000
const STORM = 2_000
const TIMES = 3

const idle = startIdleLoop()
const desk = await startBenchDesk()
try {
  printMachine()
  await firstBoard(desk)
  await events(desk)
  printMachine()
} finally {
  await desk.stop()
  await idle.stop()
}

async function firstBoard(desk: BenchDesk): Promise<void> {
  const server = await desk.server()
  await post(server.url, madeAlerts(MANY, 'critical'))
  const proxy = await openFaultProxy({ target: server.url })
  proxy.stall()
  const app = await desk.launch(proxy.url)
  const page = await app.page()
  await page
    .getByText(/^Connecting/)
    .first()
    .waitFor()
  await during('first board of 10,000 criticals', await watchMain(app.electron), async () => {
    await proxy.restore()
    await untilHolds(page, MANY)
  })
  await printMemory('with them', app)
  await app.close()
  await proxy.close()
  await server.program.stop()
}

async function events(desk: BenchDesk): Promise<void> {
  const server = await desk.server()
  const app = await desk.launch(server.url)
  const page = await app.page()
  await untilHolds(page, 0)
  const longestBlock = await watchMain(app.electron)
  await printMemory('empty board', app)
  const arrive = (alerts: readonly Sent[]) => arriveAndHold(server.url, alerts, page)
  const leave = async (alerts: readonly Sent[]) => {
    await resolve(server.url, alerts)
    await untilHolds(page, 0)
  }
  const storm = madeAlerts(STORM, 'high', 'Storm')
  await during('storm of 2,000', longestBlock, () => arrive(storm))
  await leave(storm)
  for (let time = 1; time <= TIMES; time++) {
    const criticals = madeAlerts(MANY, 'critical')
    await during(`10,000 criticals as events, time ${time}`, longestBlock, () => arrive(criticals))
    await printMemory('with them', app)
    await during('they resolve', longestBlock, () => leave(criticals))
    await printMemory('resolved', app)
  }
  await app.close()
  await server.program.stop()
}

async function arriveAndHold(url: string, alerts: readonly Sent[], page: Page): Promise<void> {
  await post(url, alerts)
  await untilHolds(page, alerts.length)
}

/** With what comes late: the saved board, the inbox on disk, the tray. */
async function during(what: string, longestBlock: LongestBlock, run: () => Promise<void>): Promise<void> {
  await sleep(1_000)
  await Promise.all([longestBlock(), idle.longestBlock()])
  const began = performance.now()
  await run()
  const took = performance.now() - began
  await sleep(3_000)
  const [main, machine] = await Promise.all([longestBlock(), idle.longestBlock()])
  console.log(
    `${what}: page holds it after ${inMs(took)}, longest block ${inWords(main)}, idle loop ${inMs(machine.time)}`,
  )
}

async function printMemory(when: string, { electron }: DesktopApp): Promise<void> {
  const { rss, heapUsed } = await memoryOfMain(electron)
  const [all, heap] = [rss, heapUsed].map((bytes) => `${(bytes / 1e6).toFixed(0)} MB`)
  console.log(`  memory of main, ${when}: ${all} resident, ${heap} heap`)
}
