/**
 * Shows what questions about a long history cost, on a file of many transitions, each beside the same question to the
 * events themselves. Fills the file first, which takes minutes.
 *
 *     node bench/history.ts --transitions 10000000
 */

import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { parseArgs } from 'node:util'
import { openSqlite } from '../server/src/storage/sqlite/sqlite-storage.ts'
import { median, printRun, saveResults } from './measures/print-run.ts'
import { fillHistory, SPAN_MS } from './store/filled-history.ts'

const { values } = parseArgs({
  options: { transitions: { type: 'string', default: '10000000' }, runs: { type: 'string', default: '5' } },
})
const DAY = 86_400_000
const folder = await mkdtemp(join(tmpdir(), 'watchfloor-bench-'))
const file = join(folder, 'watchfloor.db')
const results: Record<string, number[]> = {}

async function timed(name: string, ask: () => unknown): Promise<void> {
  const times: number[] = []
  const turns = followTurns()
  for (let run = 0; run < Number(values.runs); run++) {
    const began = performance.now()
    await ask()
    times.push(performance.now() - began)
  }
  results[name] = times
  const longest = turns.end()
  console.log(
    `${name}: ${median(times).toFixed(1)} ms (first ${(times[0] ?? 0).toFixed(1)}), longest turn of this thread ${longest.toFixed(1)} ms`,
  )
}

/** The longest turn of this thread, in its own processor time: what others would have waited for. */
function followTurns(): { readonly end: () => number } {
  const used = (): number => {
    const { user, system } = process.threadCpuUsage()
    return (user + system) / 1_000
  }
  let [longest, last, isOn] = [0, used(), true]
  const turn = (): void => {
    const now = used()
    longest = Math.max(longest, now - last)
    last = now
    if (isOn) setImmediate(turn)
  }
  setImmediate(turn)
  return {
    end: () => {
      isOn = false
      return longest
    },
  }
}

printRun()
try {
  await (await openSqlite(file)).close()
  const now = Date.now()
  const began = performance.now()
  fillHistory(file, Number(values.transitions), now)
  const { size } = await stat(file)
  console.log(
    `${values.transitions} transitions over ${SPAN_MS / DAY} days, ${(size / 1e9).toFixed(1)} GB, filled in ${((performance.now() - began) / 1000).toFixed(0)} s`,
  )
  const storage = await openSqlite(file)
  const { past: store } = storage
  const past = now - 45 * DAY
  await timed('a day’s timeline, 48 slices', () => store.activity(now - DAY, now, 48))
  await timed('a day’s timeline of six weeks ago', () => store.activity(past, past + DAY, 48))
  await timed('90 days’ timeline', () => store.activity(now - SPAN_MS, now, 90))
  await timed('30 days’ timeline, 120 slices', () => store.activity(now - 30 * DAY, now, 120))
  await timed('a day’s statistics', () => store.statistics(now - DAY, now))
  await timed('7 days’ statistics', () => store.statistics(now - 7 * DAY, now))
  await timed('the board of six weeks ago', () =>
    store.boardAt(past, 15 * 60_000, { alerts: 50_000, bytes: 24_000_000 }),
  )
  const db = new DatabaseSync(file, { readOnly: true })
  const fromEvents =
    db.prepare(`SELECT CAST((at - ?) / ? AS INTEGER) AS slice, level, count(*) AS n FROM events
    WHERE at >= ? AND at < ? AND type IN ('alert_created', 'alert_firing') GROUP BY slice, level`)
  await timed('baseline: a day’s timeline from the events', () =>
    fromEvents.all(now - DAY, DAY / 48, now - DAY, now),
  )
  db.close()
  await timed('a purge step of 5,000 events', () => storage.events.purgeBefore(now - SPAN_MS + DAY, 5_000))
  await storage.close()
} finally {
  await rm(folder, { recursive: true, force: true })
}
await saveResults('history', results)
printRun()
