import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Seen } from './witness-thread.ts'

/** A bystander of attacks, in a thread of its own: it asks `/healthz` again and again, and reads the stream. */
export interface Witness {
  /** What it saw since it was last asked, or began. */
  readonly ask: () => Promise<Seen>
  readonly stop: () => Promise<unknown>
}

export function startWitness(server: { readonly url: string; readonly pid: number }): Witness {
  const thread = new Worker(new URL('./witness-thread.ts', import.meta.url), {
    workerData: server,
  })
  return {
    ask: async () => {
      const answer = once(thread, 'message')
      thread.postMessage('ask')
      const [seen] = (await answer) as [Seen]
      return seen
    },
    stop: () => thread.terminate(),
  }
}
