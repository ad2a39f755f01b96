import { Worker } from 'node:worker_threads'
import { DamagedDatabase } from './damage.ts'
import type { Api, Request, Response, ThreadData } from './protocol.ts'

/**
 * Calls to a thread: each is answered in its order. Rejects when the thread has failed, or has ended. What is handed
 * over is the thread's from then on, and not copied.
 */
export type Call<A extends Api> = <N extends keyof A & string>(
  name: N,
  args: A[N]['args'],
  handedOver?: readonly ArrayBuffer[],
) => Promise<A[N]['answer']>

interface Waiting {
  readonly resolve: (answer: never) => void
  readonly reject: (error: Error) => void
}

/** Starts a thread of this folder on a database file; rejects when it cannot open it. */
export async function startThread<A extends Api>(
  entry: 'writer-thread' | 'reader-thread' | 'checkpoint-thread',
  data: ThreadData,
): Promise<Call<A>> {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const worker = new Worker(new URL(`./${entry}.${extension}`, import.meta.url), { workerData: data })
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
  worker.on('exit', (code) => fail(new Error(`the store's ${entry} ended (code ${code})`)))

  // The thread's first word, under id 0, says whether the file could be opened.
  await new Promise<void>((resolve, reject) => waiting.set(0, { resolve: () => resolve(), reject }))

  return (name, args, handedOver = []) =>
    new Promise((resolve, reject) => {
      if (gone !== undefined) return reject(gone)
      const id = next++
      waiting.set(id, { resolve, reject })
      worker.postMessage({ id, name, args } satisfies Request, handedOver)
    })
}
