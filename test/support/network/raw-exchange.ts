import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A connection down to its bytes; what comes back is kept until the server ends it. */
export interface RawPeer {
  readonly socket: Socket
  /** Everything that the server said, once it has ended the connection. */
  readonly said: Promise<string>
}

/** Connects and sends these bytes as they are. Cut when the test ends. */
export function rawPeer({ port }: { readonly port: number }, bytes = '', host = '127.0.0.1'): RawPeer {
  const socket = connect({ port, host })
  onTestFinished(() => void socket.destroy())
  socket.on('error', () => undefined)
  let text = ''
  const said = new Promise<string>((resolve) => {
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
    })
    socket.on('close', () => resolve(text))
  })
  if (bytes !== '') socket.write(bytes, 'latin1')
  return { socket, said }
}

/** A connection on which one request follows the other. */
export interface RawTalk {
  readonly socket: Socket
  /** Sends these bytes, in one piece, and resolves with the next answer, which says its length. */
  readonly ask: (bytes: string) => Promise<RawAnswer>
}

export function rawTalk(server: { readonly port: number }): RawTalk {
  return talkOn(rawPeer(server).socket)
}

/** `ask` rejects when the connection is closed before an answer is whole. */
export function talkOn(socket: Socket): RawTalk {
  let text = ''
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1')
  })
  const whole = (): RawAnswer | undefined => {
    if (!text.includes('\r\n\r\n')) return undefined
    const answer = parseAnswer(text)
    const length = Number(answer.headers['content-length'])
    if (answer.body.length < length) return undefined
    text = answer.body.slice(length)
    return { ...answer, body: answer.body.slice(0, length) }
  }
  const ask = async (bytes: string): Promise<RawAnswer> => {
    if (bytes !== '') socket.write(bytes, 'latin1')
    for (let answer = whole(); ; answer = whole()) {
      if (answer !== undefined) return answer
      if (socket.closed) throw new Error(`the connection was closed after ${JSON.stringify(text)}`)
      await Promise.race([once(socket, 'data'), once(socket, 'close')])
    }
  }
  return { socket, ask }
}

/** An answer, taken apart. */
export interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** One request as it is written; the server is to end the connection after its answer. */
export async function rawExchange(server: { readonly port: number }, bytes: string): Promise<RawAnswer> {
  return parseAnswer(await rawPeer(server, bytes).said)
}

export function parseAnswer(text: string): RawAnswer {
  const end = text.indexOf('\r\n\r\n')
  const [first = '', ...lines] = text.slice(0, end).split('\r\n')
  const headers = lines.map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const
  })
  return {
    status: Number(first.split(' ')[1]),
    headers: Object.fromEntries(headers),
    body: text.slice(end + 4),
  }
}
