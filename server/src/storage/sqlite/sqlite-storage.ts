import { Worker } from 'node:worker_threads'
import type { BoardHealth, BoardSilence } from '@watchfloor/contract'
import type { AlertRecord } from '../../alerts/record.ts'
import type { SourceRecord } from '../../health/source-record.ts'
import type { Changes, Storage } from '../storage.ts'
import { toSlices } from './activity.ts'
import { damageText } from './damage.ts'
import type { CallName, Calls, KeyedRow, Response } from './protocol.ts'
import { fromRow, toValues } from './rows.ts'
import { fromStoredAlert, toStoredAlert } from './stored-alert.ts'

/** The file is torn, or no database at all. */
export class DamagedDatabase extends Error {}

/** Alerts that are read in one go. While a page is parsed here, the thread reads the next. */
const PAGE = 2_000

/**
 * Storage in one SQLite file, written by one thread of its own so that no commit blocks the event loop.
 * Rejects when the file cannot be opened, with `DamagedDatabase` when it, or an alert in it, cannot be read.
 */
export async function openSqlite(file: string): Promise<Storage> {
  const call = await startThread(file)
  // Read at once, because an alert that cannot be read is damage to the file like any other.
  let alerts: readonly AlertRecord[] | undefined = await readAlerts(call).catch(async (error: unknown) => {
    await call('close', null)
    throw error
  })
  return {
    load: async (midnight, recent) => {
      const first = alerts
      alerts = undefined
      const rows = await call('load', { midnight, recent })
      return {
        alerts: first ?? (await readAlerts(call)),
        silences: rows.state.silences.map((json) => JSON.parse(json) as BoardSilence),
        sources: rows.state.sources.map((json) => JSON.parse(json) as SourceRecord),
        health: rows.state.health.map((json) => JSON.parse(json) as BoardHealth),
        terms: rows.terms,
        head: rows.head,
        recent: rows.recent.map(fromRow),
        resolvedToday: rows.resolvedToday,
      }
    },
    openTerm: async (term) => {
      await call('openTerm', { epoch: term.epoch, first: term.first })
    },
    commit: async (changes) => {
      await call('commit', toRows(changes))
    },
    close: async () => {
      await call('close', null)
    },
    events: {
      readAfter: async (after, limit) => (await call('readAfter', { after, limit })).map(fromRow),
      history: async (fingerprint, limit) => (await call('history', { fingerprint, limit })).map(fromRow),
      readBefore: async (before, limit, fingerprint) =>
        (await call('readBefore', { before, limit, fingerprint })).map(fromRow),
      activity: async (from, to, slices) => {
        const width = (to - from) / slices
        return toSlices(from, width, slices, await call('activity', { from, to, width }))
      },
      firstSince: async (time) => (await call('firstSince', { time })) ?? undefined,
      purgeBefore: (time, limit) => call('purgeBefore', { time, limit }),
    },
  }
}

async function readAlerts(call: Call): Promise<readonly AlertRecord[]> {
  const alerts: AlertRecord[] = []
  let page = call('readAlerts', { after: 0, limit: PAGE })
  for (;;) {
    const { records, last } = await page
    if (records.length === 0) return alerts
    page = call('readAlerts', { after: last, limit: PAGE })
    try {
      for (const text of records) alerts.push(fromStoredAlert(text))
    } catch {
      await page
      throw new DamagedDatabase(damageText('a row of alerts cannot be read'))
    }
  }
}

type Call = <N extends CallName>(name: N, args: Calls[N]['args']) => Promise<Calls[N]['answer']>

interface Waiting {
  readonly resolve: (answer: never) => void
  readonly reject: (error: Error) => void
}

async function startThread(file: string): Promise<Call> {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const worker = new Worker(new URL(`./writer-thread.${extension}`, import.meta.url), {
    workerData: { file },
  })
  const waiting = new Map<number, Waiting>()
  let gone: Error | undefined
  let next = 1

  const fail = (error: Error): void => {
    gone = error
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  worker.on('message', (response: Response) => {
    const waiter = waiting.get(response.id)
    waiting.delete(response.id)
    if (response.ok) waiter?.resolve(response.answer as never)
    else waiter?.reject(response.damaged ? new DamagedDatabase(response.error) : new Error(response.error))
  })
  worker.on('error', (error) => fail(error instanceof Error ? error : new Error(String(error))))
  worker.on('exit', (code) => fail(new Error(`the store's writer thread ended (code ${code})`)))

  // The thread's first word, under id 0, says whether the file could be opened.
  await new Promise<void>((resolve, reject) => waiting.set(0, { resolve: () => resolve(), reject }))

  return (name, args) =>
    new Promise((resolve, reject) => {
      if (gone !== undefined) return reject(gone)
      const id = next++
      waiting.set(id, { resolve, reject })
      worker.postMessage({ id, name, args })
    })
}

function toRows(changes: Changes): Calls['commit']['args'] {
  const rows = <T>(items: readonly T[], key: (item: T) => string): KeyedRow[] =>
    items.map((item) => [key(item), JSON.stringify(item)])
  return {
    events: changes.events.map(toValues),
    put: {
      alerts: changes.alerts.map((alert) => [alert.fingerprint, toStoredAlert(alert)]),
      silences: rows(changes.silences, (silence) => silence.id),
      sources: rows(changes.sources, (source) => source.component),
      health: rows(changes.health, (health) => health.component),
    },
    forget: { alerts: changes.forgottenAlerts, silences: changes.forgottenSilences },
  }
}
