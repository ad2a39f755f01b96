import { EventEmitter } from 'node:events'
import type { Readable, Writable } from 'node:stream'

/** Parameters and results of the DevTools protocol, of which the stand-in reads single fields. */
// biome-ignore lint/suspicious/noExplicitAny: the protocol's typings are a package of their own, for a dozen calls
export type Fields = any

interface Message {
  readonly id?: number
  readonly method?: string
  readonly params?: Fields
  readonly result?: Fields
  readonly error?: { readonly message: string }
  readonly sessionId?: string
}

interface Pending {
  readonly method: string
  readonly resolve: (result: Fields) => void
  readonly reject: (error: Error) => void
}

/** One conversation with Chromium: with the browser, or with one page. Emits the protocol's events by their name. */
export class DevtoolsSession extends EventEmitter {
  readonly #send: (method: string, params: object) => Promise<Fields>

  constructor(send: (method: string, params: object) => Promise<Fields>) {
    super()
    this.#send = send
  }

  send(method: string, params: object = {}): Promise<Fields> {
    return this.#send(method, params)
  }
}

/** The DevTools protocol over the two pipes of `--remote-debugging-pipe`: JSON, each message ended by a zero byte. */
export class Devtools {
  readonly browser: DevtoolsSession
  readonly #out: Writable
  readonly #pending = new Map<number, Pending>()
  readonly #sessions = new Map<string, DevtoolsSession>()
  #lastId = 0
  #parts: Buffer[] = []

  constructor(out: Writable, input: Readable) {
    this.#out = out
    this.browser = this.#session(undefined)
    input.on('data', (chunk: Buffer) => this.#read(chunk))
    input.on('close', () => this.#closed())
    // Chromium may end while we write; the pending calls learn of it when the other pipe closes.
    out.on('error', () => {})
  }

  async attach(targetId: string): Promise<DevtoolsSession> {
    const { sessionId } = await this.browser.send('Target.attachToTarget', { targetId, flatten: true })
    const session = this.#session(sessionId)
    this.#sessions.set(sessionId, session)
    return session
  }

  #session(sessionId: string | undefined): DevtoolsSession {
    return new DevtoolsSession((method, params) => {
      const { promise, resolve, reject } = Promise.withResolvers<Fields>()
      const id = ++this.#lastId
      this.#pending.set(id, { method, resolve, reject })
      this.#out.write(`${JSON.stringify({ id, method, params, sessionId })}\0`)
      return promise
    })
  }

  #read(chunk: Buffer): void {
    let start = 0
    for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, start)) {
      const text = Buffer.concat([...this.#parts, chunk.subarray(start, end)]).toString('utf8')
      this.#parts = []
      start = end + 1
      this.#take(JSON.parse(text) as Message)
    }
    if (start < chunk.length) this.#parts.push(chunk.subarray(start))
  }

  #take({ id, method, params, result, error, sessionId }: Message): void {
    if (id === undefined) {
      const session = sessionId === undefined ? this.browser : this.#sessions.get(sessionId)
      if (method !== undefined) session?.emit(method, params)
      return
    }
    const pending = this.#pending.get(id)
    this.#pending.delete(id)
    if (error === undefined) pending?.resolve(result)
    else pending?.reject(new Error(`${pending.method}: ${error.message}`))
  }

  #closed(): void {
    for (const { method, reject } of this.#pending.values())
      reject(new Error(`${method}: Chromium has ended`))
    this.#pending.clear()
  }
}
