/**
 * Shows what main does while nothing happens, with the window open and with none: the timers that it sets, and the
 * time of the processor that it takes. Beside it, in the same run, the empty fixture app.
 *
 *     node bench/desktop-idle.ts [seconds]
 */

import { setTimeout as sleep } from 'node:timers/promises'
import type { DesktopApp } from '../test/support/desktop/desktop-app.ts'
import { madeAlerts, post, startBenchDesk, untilHolds } from './desktop/bench-desk.ts'
import { inMs, printMachine } from './measures/measures.ts'

const SECONDS = Number(process.argv[2] ?? 60)
const ALERTS = 500

declare global {
  var benchTimers: { readonly ms: number; readonly from: string }[]
}

const desk = await startBenchDesk()
try {
  printMachine()
  const server = await desk.server()
  await post(server.url, madeAlerts(ALERTS, 'high'))
  const open = await desk.launch(server.url)
  await untilHolds(await open.page(), ALERTS)
  await measure('window open', open)
  await measure('no window', await desk.launch(server.url, { args: ['--hidden'] }))
  await measure('fixture app', await desk.launch(server.url, { app: 'test/desktop/fixture-app' }))
  printMachine()
} finally {
  await desk.stop()
}

async function measure(name: string, app: DesktopApp): Promise<void> {
  // The first contact and the first saved board are over.
  await sleep(10_000)
  const before = await app.electron.evaluate(() => {
    globalThis.benchTimers = []
    for (const name of ['setTimeout', 'setInterval'] as const) {
      const set = globalThis[name]
      const watched = (run: () => void, ms = 0, ...rest: []): unknown => {
        const from = new Error().stack?.split('\n').slice(2, 5).join(' < ') ?? ''
        globalThis.benchTimers.push({ ms, from })
        return set(run, ms, ...rest)
      }
      Object.assign(globalThis, { [name]: watched })
    }
    return process.cpuUsage()
  })
  await sleep(SECONDS * 1_000)
  const { cpu, timers } = await app.electron.evaluate(
    (_, since) => ({ cpu: process.cpuUsage(since), timers: globalThis.benchTimers }),
    before,
  )
  await app.close()
  const short = timers.filter(({ ms }) => ms < 1_000)
  const used = (cpu.user + cpu.system) / 1_000
  console.log(
    `${name}: ${timers.length} timers set in ${SECONDS} s, ${short.length} of them under 1 s; ${inMs(used)} of processor time`,
  )
  for (const [from, count] of Map.groupBy(short, ({ ms, from }) => `${ms} ms ${from}`))
    console.log(`  ${count.length} × ${from}`)
}
