/**
 * Shows how long the app takes from its start until its page says "Live", and until its board is complete: with an
 * empty server and with 10,000 alerts, at the first start and at a later one, which finds its saved board. Beside it,
 * in the same run, an empty app on the same runtime: its start to a shown window, and what it takes to hand 10,000
 * alerts to its page in pieces of the same size. The difference is ours.
 *
 *     node bench/desktop-start.ts [starts]
 */

import { join } from 'node:path'
import type { DesktopApp } from '../test/support/desktop/desktop-app.ts'
import {
  type BenchDesk,
  madeAlerts,
  post,
  startBenchDesk,
  untilHolds,
  untilLive,
} from './desktop/bench-desk.ts'
import { inMs, printMachine, quantile } from './measures/measures.ts'

const STARTS = Number(process.argv[2] ?? 5)
const MANY = 10_000
/** As the app's feed has them. */
const PIECE = 300

declare global {
  var benchPieces: readonly unknown[]
}

const desk = await startBenchDesk()
try {
  printMachine()
  await measure(desk)
  printMachine()
} finally {
  await desk.stop()
}

async function measure(desk: BenchDesk): Promise<void> {
  const empty = await desk.server()
  const full = await desk.server()
  await post(full.url, madeAlerts(MANY, 'high'))
  const pieces = await piecesOf(full.url)
  const [ofEmpty, ofFull] = [await desk.folder(), await desk.folder()]
  const samples = new Map<string, number[]>()
  const note = (name: string, ms: number): void => {
    samples.set(name, [...(samples.get(name) ?? []), ms])
  }
  // The first of each finds cold caches, and leaves a saved board.
  for (let start = 0; start <= STARTS; start++) {
    const keep = start === 0 ? () => undefined : note
    await emptyApp(pieces, keep)
    await ours('empty server', empty.url, 0, ofEmpty, keep)
    await ours('10,000 alerts, first start', full.url, MANY, await desk.folder(), keep)
    await ours('10,000 alerts, saved board', full.url, MANY, ofFull, keep)
  }
  for (const [name, all] of samples) {
    const [median, longest] = [0.5, 1].map((q) => inMs(quantile(all, q)))
    console.log(`${name}: median ${median}, longest ${longest} (${all.length})`)
  }
}

type Note = (name: string, ms: number) => void

async function emptyApp(pieces: readonly unknown[], note: Note): Promise<void> {
  const began = performance.now()
  const app = await desk.launch('', { app: join(import.meta.dirname, '../test/desktop/fixture-app') })
  const page = await app.page()
  await page.waitForSelector('[data-ready]')
  note('empty app', performance.now() - began)
  await app.electron.evaluate((_, given) => {
    globalThis.benchPieces = given
  }, pieces)
  const handed = performance.now()
  await app.electron.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    for (const piece of globalThis.benchPieces) window?.webContents.send('push', piece)
  })
  await page.evaluate(`new Promise((done) => {
    const ask = () => (pushed.length < ${pieces.length} ? setTimeout(ask, 5) : done())
    ask()
  })`)
  note('10,000 alerts handed to an empty page', performance.now() - handed)
  await app.close()
}

async function piecesOf(url: string): Promise<readonly unknown[]> {
  const { alerts } = (await (await fetch(`${url}/api/v2/board`)).json()) as { readonly alerts: unknown[] }
  return Array.from({ length: Math.ceil(alerts.length / PIECE) }, (_, n) =>
    alerts.slice(n * PIECE, (n + 1) * PIECE),
  )
}

async function ours(name: string, url: string, count: number, userData: string, note: Note): Promise<void> {
  const began = performance.now()
  const app: DesktopApp = await desk.launch(url, { userData })
  const page = await app.page()
  await untilLive(page)
  note(`${name}: Live`, performance.now() - began)
  await untilHolds(page, count)
  note(`${name}: complete`, performance.now() - began)
  await app.close()
}
