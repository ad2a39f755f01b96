import { connect, type Socket } from 'node:net'

const HEAD_END = '\r\n\r\n'
const LENGTH = /content-length: (\d+)/i
/** Room for an answer without a body, of whichever server. */
const ANSWER_BYTES = 16 * 1024

/**
 * A socket that requests go over as bytes that were made before, one at a time: what HTTP clients do beside it would
 * take the processor from the server that is measured.
 */
export class BareConnection {
  readonly #socket: Socket
  #text = ''
  #waiting:
    | { readonly resolve: (status: number) => void; readonly reject: (error: Error) => void }
    | undefined

  private constructor(port: number) {
    const buffer = Buffer.alloc(ANSWER_BYTES)
    this.#socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer,
        callback: (bytes) => {
          this.#text += buffer.toString('latin1', 0, bytes)
          this.#answer()
          return true
        },
      },
    })
    this.#socket.on('close', () => this.#waiting?.reject(new Error('the server closed a connection')))
    this.#socket.on('error', (error) => this.#waiting?.reject(error))
  }

  static open(port: number): Promise<BareConnection> {
    const connection = new BareConnection(port)
    return new Promise((resolve, reject) => {
      connection.#socket.once('error', reject).once('connect', () => resolve(connection))
    })
  }

  /** Answers the status, when the whole answer is there. */
  send(request: Buffer): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#socket.write(request)
    })
  }

  close(): void {
    this.#socket.destroy()
  }

  #answer(): void {
    const headEnd = this.#text.indexOf(HEAD_END)
    if (headEnd === -1) return
    const length = LENGTH.exec(this.#text)?.[1]
    if (length === undefined) {
      this.#waiting?.reject(new Error(`an answer without a length: ${this.#text}`))
      return
    }
    if (this.#text.length < headEnd + HEAD_END.length + Number(length)) return
    const status = Number(this.#text.slice(9, 12))
    const waiting = this.#waiting
    this.#text = ''
    this.#waiting = undefined
    waiting?.resolve(status)
  }
}
