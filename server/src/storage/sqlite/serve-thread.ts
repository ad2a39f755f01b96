import { parentPort, workerData } from 'node:worker_threads'
import { isDamaged } from './damage.ts'
import type { Api, Request, Response, ThreadData } from './protocol.ts'

/** What a thread answers to each call. Everything in it is synchronous. */
export type Handlers<A extends Api> = { readonly [N in keyof A]: (args: A[N]['args']) => A[N]['answer'] }

/** The life of a thread of the store: opens the file that it was given and answers one call after the other. */
export function serveThread<A extends Api>(open: (file: string, reserve: number) => Handlers<A>): void {
  if (parentPort === null) throw new Error('a thread of the store was started without a parent')
  const port = parentPort
  let handlers: Handlers<A>
  try {
    const { file, reserve } = workerData as ThreadData
    handlers = open(file, reserve)
  } catch (error) {
    port.postMessage({
      id: 0,
      ok: false,
      error: messageOf(error),
      damaged: isDamaged(error),
    } satisfies Response)
    return
  }
  port.postMessage({ id: 0, ok: true, answer: null } satisfies Response)
  port.on('message', (request: Request) => {
    const response = answer(handlers, request)
    port.postMessage(response, handedOver(response))
    if (request.name === 'close') port.close()
  })
}

function answer<A extends Api>(handlers: Handlers<A>, request: Request): Response {
  try {
    const handler = handlers[request.name] as (args: unknown) => unknown
    return { id: request.id, ok: true, answer: handler(request.args) }
  } catch (error) {
    return { id: request.id, ok: false, error: messageOf(error), damaged: isDamaged(error) }
  }
}

/** Bytes in an answer are whose it is from then on, and not copied. */
function handedOver(response: Response): ArrayBuffer[] {
  const answer: unknown = response.ok && !Array.isArray(response.answer) ? response.answer : undefined
  return Object.values(answer ?? {}).flatMap((value) =>
    value instanceof Uint8Array ? [value.buffer as ArrayBuffer] : [],
  )
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
