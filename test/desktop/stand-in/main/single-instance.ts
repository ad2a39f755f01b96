import { createHash } from 'node:crypto'
import { connect, createServer, type Server } from 'node:net'

/** What a second instance tells the first. */
export interface Arrival {
  readonly argv: readonly string[]
  readonly workingDirectory: string
  readonly additionalData: unknown
}

/**
 * One lock per user data folder: an abstract socket, which the system takes away with the process that holds it,
 * however that one ended.
 */
export class SingleInstance {
  #held: Server | undefined
  /** The first instance is being told: this process must not end before. */
  #telling: Promise<void> = Promise.resolve()

  get isHeld(): boolean {
    return this.#held !== undefined
  }

  get told(): Promise<void> {
    return this.#telling
  }

  request(userData: string, arrival: Arrival, onSecond: (arrival: Arrival) => void): boolean {
    if (this.#held !== undefined) return true
    const path = `\0watchfloor-stand-in-${createHash('sha256').update(userData).digest('hex').slice(0, 32)}`
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      let text = ''
      socket.setEncoding('utf8')
      socket.on('data', (chunk) => {
        text += chunk
      })
      socket.on('end', () => {
        socket.end()
        onSecond(JSON.parse(text) as Arrival)
      })
      socket.on('error', () => {})
    })
    // It is bound, or not, when `listen` returns; the error only comes later.
    server.on('error', () => {})
    server.listen(path)
    if (server.listening) {
      server.unref()
      this.#held = server
      return true
    }
    this.#telling = tell(path, arrival)
    return false
  }

  release(): void {
    this.#held?.close()
    this.#held = undefined
  }
}

function tell(path: string, arrival: Arrival): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const socket = connect(path, () => socket.end(JSON.stringify(arrival)))
  socket.on('error', () => resolve())
  socket.on('close', () => resolve())
  socket.resume()
  return promise
}
