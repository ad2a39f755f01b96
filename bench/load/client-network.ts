import { connect, type Socket } from 'node:net'
import type { ByteReader, Fetch, FetchInit, FetchResponse } from '@watchfloor/client'

/**
 * The network of one client, which can be taken away: a `fetch` on a bare socket, so that thousands of clients fit
 * into one process. It speaks HTTP/1.0, where a body is what comes until the end.
 */
export class ClientNetwork {
  readonly #sockets = new Set<Socket>()
  #isThere = true

  /** Cuts what is open; nothing can be opened until `restore`. */
  cut(): void {
    this.#isThere = false
    for (const socket of this.#sockets) socket.resetAndDestroy()
  }

  restore(): void {
    this.#isThere = true
  }

  readonly fetch: Fetch = (url, init) => {
    if (!this.#isThere) return Promise.reject(new TypeError('no network'))
    const { hostname, port, pathname, search } = new URL(url)
    const socket = connect(Number(port), hostname)
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
    socket.setNoDelay(true)
    const headers = Object.entries(init.headers ?? {}).map(([name, value]) => `${name}: ${value}`)
    socket.write([`GET ${pathname}${search} HTTP/1.0`, `Host: ${hostname}`, ...headers, '', ''].join('\r\n'))
    return answerOn(socket, init)
  }
}

function answerOn(socket: Socket, { signal }: FetchInit): Promise<FetchResponse> {
  const give = (): void => void socket.destroy(new DOMException('aborted', 'AbortError'))
  if (signal?.aborted === true) give()
  signal?.addEventListener('abort', give, { once: true })
  socket.once('close', () => signal?.removeEventListener('abort', give))
  return new Promise((resolve, reject) => {
    let head = ''
    let failure: Error | undefined
    const body = new SocketBody()
    socket.on('error', (cause) => {
      failure = cause.name === 'AbortError' ? cause : new TypeError('fetch failed', { cause })
    })
    socket.once('close', () => {
      const error =
        failure ?? new TypeError('fetch failed', { cause: new Error('the connection was closed') })
      reject(error)
      body.end(failure)
    })
    let isHead = true
    socket.on('data', (bytes) => {
      if (!isHead) return body.take(bytes)
      head += bytes.toString('latin1')
      const end = head.indexOf('\r\n\r\n')
      if (end === -1) return
      isHead = false
      const rest = Buffer.from(head.slice(end + 4), 'latin1')
      if (rest.length > 0) body.take(rest)
      resolve(responseOf(head.slice(0, end), body, socket))
    })
  })
}

function responseOf(head: string, body: SocketBody, socket: Socket): FetchResponse {
  const [status = '', ...lines] = head.split('\r\n')
  const headers = new Map(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  )
  const reader: ByteReader = {
    read: () => body.read(),
    cancel: () => Promise.resolve(socket.destroy()),
  }
  return {
    status: Number(status.split(' ')[1]),
    type: 'basic',
    headers: { get: (name) => headers.get(name.toLowerCase()) ?? null },
    body: { getReader: () => reader },
    text: async () => {
      let text = ''
      for (let next = await body.read(); !next.done; next = await body.read()) text += String(next.value)
      return text
    },
  }
}

/** What has come and was not read yet. */
class SocketBody {
  readonly #pieces: Buffer[] = []
  #waiting:
    | { resolve: (piece: { done: boolean; value?: Buffer }) => void; reject: (error: Error) => void }
    | undefined
  #isOver = false
  #failure: Error | undefined

  take(piece: Buffer): void {
    const waiting = this.#waiting
    this.#waiting = undefined
    if (waiting === undefined) this.#pieces.push(piece)
    else waiting.resolve({ done: false, value: piece })
  }

  end(failure: Error | undefined): void {
    this.#isOver = true
    this.#failure = failure
    if (failure === undefined) this.#waiting?.resolve({ done: true })
    else this.#waiting?.reject(failure)
  }

  read(): Promise<{ done: boolean; value?: Buffer }> {
    const value = this.#pieces.shift()
    if (value !== undefined) return Promise.resolve({ done: false, value })
    if (this.#failure !== undefined) return Promise.reject(this.#failure)
    if (this.#isOver) return Promise.resolve({ done: true })
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
    })
  }
}
