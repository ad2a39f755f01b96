/**
 * Shows how fast a desk catches up that was away while 10,000 criticals, each in a group of its own, began; the server
 * replays them after the saved cursor. First the bare client (events are only counted), then the desktop without
 * Electron (events applied to the board, told to a page that takes them at once, and decided about), both in this
 * process; then the built app with its window open, until its page holds them all.
 *
 *     node bench/desktop-burst.ts [rounds]
 */

import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient, type Freshness, systemPlatform } from '@watchfloor/client'
import { readSavedBoard } from '../src/main/realtime/saved-board.ts'
import type { LivePiece } from '../src/shared/ipc.ts'
import { openDesk } from '../test/main/desk.ts'
import { openFaultProxy } from '../test/support/network/fault-proxy.ts'
import { until } from '../test/support/until.ts'
import { type BenchDesk, madeAlerts, post, startBenchDesk, untilHolds } from './desktop/bench-desk.ts'
import { watchMain } from './desktop/main-process.ts'
import { type Block, inMs, inWords, printMachine, startIdleLoop, watchLoop } from './measures/measures.ts'

const EVENTS = 10_000
const ROUNDS = Number(process.argv[2] ?? 3)

const idle = startIdleLoop()
const desk = await startBenchDesk()
try {
  printMachine()
  for (let round = 0; round < ROUNDS; round++) await measure(desk)
  printMachine()
} finally {
  await desk.stop()
  await idle.stop()
}

async function measure(desk: BenchDesk): Promise<void> {
  const server = await desk.server()
  // Two desks that know the empty board and stop.
  const plain = await desk.folder()
  const first = await openDesk({ folder: plain, server: server.url })
  await first.live()
  await first.close()
  const proxy = await openFaultProxy({ target: server.url })
  const userData = await desk.folder()
  const app = await desk.launch(proxy.url, { userData })
  await untilHolds(await app.page(), 0)
  await app.close()
  await post(server.url, madeAlerts(EVENTS, 'critical'))
  await sleep(1_000)

  await bareClient(server.url, plain)
  await plainDesk(server.url, plain)
  proxy.stall()
  await wholeApp(proxy, userData)
  await proxy.close()
  await server.program.stop()
}

async function bareClient(url: string, folder: string): Promise<void> {
  const saved = await readSavedBoard(join(folder, 'board.jsonl'))
  const { promise: done, resolve } = Promise.withResolvers<void>()
  let count = 0
  let first = 0
  const longestBlock = await cleanLoop()
  const began = performance.now()
  const client = createClient({
    ...systemPlatform(globalThis as unknown as Parameters<typeof systemPlatform>[0]),
    url,
    cursor: saved?.snapshot.cursor,
    onBoard: () => {
      throw new Error('the server did not replay, it sent the board')
    },
    onEvents: (events) => {
      if (count === 0) first = performance.now()
      count += events.length
      if (count >= EVENTS) resolve()
    },
    onFreshness: () => {},
  })
  client.start()
  await done
  const now = performance.now()
  client.stop()
  print('bare client', now - first, now - began, await longestBlock(), await idle.longestBlock())
}

async function plainDesk(server: string, folder: string): Promise<void> {
  const longestBlock = await cleanLoop()
  const began = performance.now()
  const one = await openDesk({ folder, server })
  await one.desktop.handlers.start({})
  const isTold = () => one.notes.some(({ content }) => content.key === 'criticals') || undefined
  await until('the criticals to be told', isTold)
  const told = one.notes.find(({ content }) => content.key === 'criticals')?.at ?? 0
  await sleep(500)
  const blocked = await longestBlock()
  const applied = one.pushes.flatMap(({ name, data, at }) => {
    const piece = data as LivePiece<Freshness>
    return name === 'live' && piece.kind === 'events' ? [{ at, count: piece.events.length }] : []
  })
  const count = applied.reduce((sum, piece) => sum + piece.count, 0)
  if (count < EVENTS) throw new Error(`only ${count} events came`)
  const [from = 0, to = 0] = [applied[0]?.at, applied.at(-1)?.at]
  print('desktop in plain Node', to - from, to - began, blocked, await idle.longestBlock())
  console.log(`  all decided and told ${inMs(told - began)} after its start`)
  await one.close()
}

async function wholeApp(proxy: { url: string; restore(): Promise<void> }, userData: string): Promise<void> {
  const app = await desk.launch(proxy.url, { userData })
  const page = await app.page()
  await page.getByText(/^Saved board/).waitFor()
  const longestBlock = await watchMain(app.electron)
  await idle.longestBlock()
  const began = performance.now()
  await proxy.restore()
  await untilHolds(page, EVENTS)
  const took = performance.now() - began
  await sleep(1_000)
  const blocked = await longestBlock()
  console.log(
    `whole app: page holds all ${inMs(took)} after the server was reached, longest block of main ${inWords(blocked)}, idle loop ${inMs((await idle.longestBlock()).time)}`,
  )
  await app.close()
}

/** Nothing of what went before is still being swept up. */
async function cleanLoop() {
  await sleep(1_000)
  const longestBlock = watchLoop()
  await idle.longestBlock()
  return longestBlock
}

function print(name: string, span: number, sinceStart: number, blocked: Block, idleBlocked: Block): void {
  console.log(
    `${name}: first to last event ${inMs(span)}, start to last ${inMs(sinceStart)}, longest block ${inWords(blocked)}, idle loop ${inMs(idleBlocked.time)}`,
  )
}
