/**
 * Shows what it costs to take, give back and end many alerts, each in one request; and how long others wait meanwhile:
 * one new alert after the other, and before it the same without.
 *
 *     node bench/bulk.ts --alerts 2418 --runs 3
 */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { BoardSnapshot, BulkAlertsAnswer } from '@watchfloor/contract'
import { startServer } from '@watchfloor/server'
import { median, printRun } from './measures/print-run.ts'

const { values } = parseArgs({
  options: { alerts: { type: 'string', default: '2418' }, runs: { type: 'string', default: '3' } },
})
const COUNT = Number(values.alerts)
const SENT = 500
const QUIET_MS = 1_000
const endsAt = new Date(Date.now() + 3_600_000).toISOString()

type Ask = (method: string, path: string, body?: unknown) => Promise<unknown>

/** Waits of one new alert after the other, ms, while something else is done. */
async function beside(ask: Ask, name: string, work: () => Promise<unknown>): Promise<readonly number[]> {
  const waits: number[] = []
  let isOver = false
  const sender = (async () => {
    for (let n = 0; !isOver; n++) {
      const began = performance.now()
      await ask('POST', '/alerts', [{ labels: { alertname: name, n: `${n}` }, endsAt }])
      waits.push(performance.now() - began)
    }
  })()
  await work()
  isOver = true
  await sender
  return waits
}

async function run(): Promise<void> {
  const data_dir = await mkdtemp(join(tmpdir(), 'watchfloor-bulk-'))
  const server = await startServer({ config: { data_dir, listen: '127.0.0.1:0' } })
  const ask: Ask = async (method, path, body) => {
    const headers = { 'content-type': 'application/json' }
    const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }
    const text = await (await fetch(`${server.url}/api/v2${path}`, init)).text()
    return text === '' ? undefined : JSON.parse(text)
  }
  try {
    for (let from = 0; from < COUNT; from += SENT) {
      const some = Array.from({ length: Math.min(SENT, COUNT - from) }, (_, n) => ({
        labels: { alertname: `A${(from + n) % 20}`, instance: `h${from + n}`, severity: 'warning' },
        annotations: { summary: 'no answer for 5 min' },
        endsAt,
      }))
      await ask('POST', '/alerts', some)
    }
    const board = (await ask('GET', '/board')) as BoardSnapshot
    const alerts = board.alerts.map(({ fingerprint, life }) => ({ fingerprint, life }))
    tell(
      'nothing',
      QUIET_MS,
      await beside(ask, 'Quiet', () => new Promise((done) => setTimeout(done, QUIET_MS))),
    )
    const acts = [
      ['take', 'POST', '/alerts/bulk/acknowledge'],
      ['give back', 'DELETE', '/alerts/bulk/acknowledge'],
      ['end', 'POST', '/alerts/bulk/resolve'],
    ] as const
    for (const [act, method, path] of acts) {
      const began = performance.now()
      const waits = await beside(ask, act, async () => {
        const answer = (await ask(method, path, { alerts, name: 'Ana', confirm: true })) as BulkAlertsAnswer
        if (answer.done !== alerts.length) throw new Error(`${act}: ${JSON.stringify(answer)}`)
      })
      tell(`${act} ${alerts.length}`, performance.now() - began, waits)
    }
  } finally {
    await server.close()
    await rm(data_dir, { recursive: true, force: true })
  }
}

function tell(what: string, took: number, waits: readonly number[]): void {
  const sorted = waits.toSorted((a, b) => a - b)
  const [p50, most] = [median(sorted), sorted.at(-1) ?? Number.NaN]
  console.log(
    `${what}: ${took.toFixed(0)} ms; a new alert meanwhile p50 ${p50.toFixed(1)}, most ${most.toFixed(1)} ms (${waits.length})`,
  )
}

printRun()
for (let n = 0; n < Number(values.runs); n++) await run()
printRun()
