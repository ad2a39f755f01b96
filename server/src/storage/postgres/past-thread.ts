import { parentPort, workerData } from 'node:worker_threads'
import type { Answer, Question } from './past.ts'
import { pastReads } from './past-reads.ts'
import type { Place } from './place.ts'
import { openReads } from './reads.ts'

/** Connections of this thread: what is counted may take seconds, and whoever reads the log does not wait for it. */
const CONNECTIONS = 3

if (parentPort === null) throw new Error('a thread of the store was started without a parent')
const port = parentPort
const reads = openReads(workerData as Place, CONNECTIONS)
const answers = pastReads(reads)

port.on('message', async (question: Question | 'close') => {
  if (question === 'close') {
    await reads.close()
    port.close()
    return
  }
  const { id, name, asked } = question
  try {
    const answer = await (answers[name] as (asked: unknown) => Promise<unknown>)(asked)
    port.postMessage({ id, ok: true, answer } satisfies Answer)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    port.postMessage({ id, ok: false, error: message } satisfies Answer)
  }
})
