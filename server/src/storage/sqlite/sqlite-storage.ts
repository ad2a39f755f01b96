import { Worker } from 'node:worker_threads'
import type { BoardHealth, BoardSilence } from '@watchfloor/contract'
import type { AlertRecord } from '../../alerts/record.ts'
import type { SourceRecord } from '../../health/source-record.ts'
import type { Changes, Storage } from '../storage.ts'
import type { CallName, Calls, KeyedRow, Response } from './protocol.ts'
import { fromRow, toValues } from './rows.ts'

/** The file is torn, or no database at all. */
export class DamagedDatabase extends Error {}

/**
 * Storage in one SQLite file, written by one thread of its own so that no commit blocks the event loop.
 * Rejects when the file cannot be opened.
 */
export async function openSqlite(file: string): Promise<Storage> {
  const call = await startThread(file)
  return {
    load: async (midnight, recent) => {
      const rows = await call('load', { midnight, recent })
      return {
        alerts: rows.state.alerts.map((json) => JSON.parse(json) as AlertRecord),
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
      activity: (from, to, slices) => call('activity', { from, to, slices }),
      firstSince: async (time) => (await call('firstSince', { time })) ?? undefined,
      purgeBefore: (time, limit) => call('purgeBefore', { time, limit }),
    },
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
      alerts: rows(changes.alerts, (alert) => alert.fingerprint),
      silences: rows(changes.silences, (silence) => silence.id),
      sources: rows(changes.sources, (source) => source.component),
      health: rows(changes.health, (health) => health.component),
    },
    forget: { alerts: changes.forgottenAlerts, silences: changes.forgottenSilences },
  }
}
