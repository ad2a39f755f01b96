import { Worker } from 'node:worker_threads'
import type { PastReads } from './past-reads.ts'
import type { Place } from './place.ts'

export interface Question {
  readonly id: number
  readonly name: keyof PastReads
  readonly asked: unknown
}

export type Answer =
  | { readonly id: number; readonly ok: true; readonly answer: unknown }
  | { readonly id: number; readonly ok: false; readonly error: string }

/** Asks the thread that reads what takes long. */
export type AskPast = <N extends keyof PastReads>(
  name: N,
  asked: Parameters<PastReads[N]>[0],
) => ReturnType<PastReads[N]>

/** That thread: it starts when it is first asked, because most servers are not asked for hours; and again where it failed. */
export function startPast(place: Place): { readonly ask: AskPast; readonly close: () => Promise<void> } {
  let running: Running | undefined
  const ask = (name: keyof PastReads, asked: unknown): Promise<unknown> => {
    if (running === undefined || running.hasEnded()) running = start(place)
    return running.ask(name, asked)
  }
  return { ask: ask as AskPast, close: async () => running?.close() }
}

interface Running {
  readonly ask: (name: keyof PastReads, asked: unknown) => Promise<unknown>
  readonly hasEnded: () => boolean
  readonly close: () => Promise<void>
}

function start(place: Place): Running {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const worker = new Worker(new URL(`./past-thread.${extension}`, import.meta.url), { workerData: place })
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  let next = 1
  let hasEnded = false
  const end = (error: Error): void => {
    hasEnded = true
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  worker.on('message', (answer: Answer) => {
    const waiter = waiting.get(answer.id)
    waiting.delete(answer.id)
    if (answer.ok) waiter?.resolve(answer.answer)
    else waiter?.reject(new Error(answer.error))
  })
  worker.on('error', (error) => end(error instanceof Error ? error : new Error(String(error))))
  const exited = new Promise<void>((resolve) => {
    worker.on('exit', (code) => {
      end(new Error(`the store's thread for the past ended (code ${code})`))
      resolve()
    })
  })
  return {
    ask: (name, asked) => {
      const waiter = Promise.withResolvers<unknown>()
      const id = next++
      waiting.set(id, waiter)
      worker.postMessage({ id, name, asked } satisfies Question)
      return waiter.promise
    },
    hasEnded: () => hasEnded,
    close: () => {
      worker.postMessage('close')
      return exited
    },
  }
}
