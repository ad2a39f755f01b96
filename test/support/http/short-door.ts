import type { Exchange, Shortcut } from '../../../server/src/http/door/shortcut.ts'
import { openDoor, type TestDoor } from './open-door.ts'

export const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'
export const post = (body: string, more = ''): string =>
  `POST /a HTTP/1.1\r\nHost: x\r\n${more}Content-Length: ${body.length}\r\n\r\n${body}`

/** A door whose shortcut answers bodies with its own name at once, but for `later`, which waits, and `leave`. */
export async function shortDoor(options: Parameters<typeof openDoor>[0] = {}): Promise<
  TestDoor & {
    /** Heads that it was shown, and requests that came to Node's HTTP. */
    readonly shown: string[]
    readonly asked: string[]
    readonly waiting: Exchange[]
  }
> {
  const door = await openDoor(options)
  const shown: string[] = []
  const asked: string[] = []
  const waiting: Exchange[] = []
  const shortcut: Shortcut = ({ url = '', headers }) => {
    shown.push(`${url} ${headers['x-mine'] ?? ''}`.trim())
    if (headers['x-mine'] === 'no') return undefined
    return (body, exchange) => {
      const text = body.toString()
      if (text === 'later') waiting.push(exchange)
      else if (text === 'leave') exchange.leave()
      else exchange.answer(`HTTP/1.1 200 OK\r\nx-body: ${text}\r\ncontent-length: 0\r\n`)
    }
  }
  door.open(
    (request, response) => {
      let body = ''
      request.on('data', (bytes) => {
        body += bytes
      })
      request.on('end', () => {
        asked.push(`${request.method} ${body}`.trim())
        response.setHeader('content-length', 4).end('node')
      })
    },
    () => {},
    shortcut,
  )
  return { ...door, shown, asked, waiting }
}

export const SHORT = { status: 200, body: '' }
export const NODES = { status: 200, body: 'node' }
export const SECOND = { head: 300, request: 600, look: 50, answer: 300 }
