import { type AskedProcess, startAsked } from './asked-process.ts'
import type { PublisherQuestions } from './stream-publisher.ts'
import type { ReadersQuestions } from './stream-readers.ts'

/** The load, in processes of its own: who publishes, and who reads. */
export interface Generator {
  readonly readers: AskedProcess<ReadersQuestions>
  readonly publisher: AskedProcess<PublisherQuestions>
}

/** Starts the load's processes for as long as the work takes. */
export async function withGenerator<T>(work: (generator: Generator) => Promise<T>): Promise<T> {
  const generator: Generator = {
    readers: startAsked('stream-readers.ts'),
    publisher: startAsked('stream-publisher.ts'),
  }
  try {
    return await work(generator)
  } finally {
    await Promise.all([generator.publisher.stop(), generator.readers.stop()])
  }
}
