import { parentPort, workerData } from 'node:worker_threads'
import { isDamaged } from './damage.ts'
import { type Handlers, openDatabase } from './database.ts'
import type { Request, Response } from './protocol.ts'

/** Entry of the writer thread: opens the file that it was given and answers one call after the other. */
function run(): void {
  if (parentPort === null) throw new Error('the writer thread was started without a parent')
  const port = parentPort
  let handlers: Handlers
  try {
    handlers = openDatabase((workerData as { file: string }).file)
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
    port.postMessage(answer(handlers, request))
    if (request.name === 'close') port.close()
  })
}

function answer(handlers: Handlers, request: Request): Response {
  try {
    const handler = handlers[request.name] as (args: unknown) => unknown
    return { id: request.id, ok: true, answer: handler(request.args) }
  } catch (error) {
    return { id: request.id, ok: false, error: messageOf(error), damaged: isDamaged(error) }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

run()
