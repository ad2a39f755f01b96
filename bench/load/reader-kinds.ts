import { randomBytes } from 'node:crypto'

/** How a reader speaks to the server under test. */
export type ReaderKind = 'sse' | 'websocket' | 'nchan' | 'socket.io'

export interface Dialogue {
  /** What it sends at first. */
  readonly opening: string
  /** When the answers so far contain the first, it says the second; when it has nothing more to say, it is ready. */
  readonly steps: readonly (readonly [heard: string, said: Buffer | undefined])[]
  /** Sent every few seconds, before it is asked for, so that nothing has to be looked for in what arrives. */
  readonly signOfLife: Buffer | undefined
}

const PONG = 0x8a
const TEXT = 0x81

/** `token`, where whoever reads says who they are. */
export function dialogueOf(kind: ReaderKind, token?: string): Dialogue {
  const who = token === undefined ? [] : [`Authorization: Bearer ${token}`]
  switch (kind) {
    case 'sse':
      return {
        opening: requestOf('/api/v2/events/stream', 'Accept: text/event-stream', ...who),
        steps: [['event: hello', undefined]],
        signOfLife: undefined,
      }
    case 'nchan':
      return {
        opening: requestOf('/events', 'Accept: text/event-stream'),
        steps: [['\r\n\r\n', undefined]],
        signOfLife: undefined,
      }
    case 'websocket':
      return {
        opening: upgradeOf('/ws/dashboard', ...who),
        steps: [
          ['\r\n\r\n', maskedFrame(TEXT, '{"action":"subscribe"}')],
          ['"hello"', undefined],
        ],
        signOfLife: maskedFrame(PONG, ''),
      }
    case 'socket.io':
      return {
        opening: upgradeOf('/socket.io/?EIO=4&transport=websocket'),
        steps: [
          ['0{', maskedFrame(TEXT, '40')],
          ['40{', undefined],
        ],
        signOfLife: maskedFrame(TEXT, '3'),
      }
  }
}

function requestOf(path: string, ...headers: readonly string[]): string {
  return [`GET ${path} HTTP/1.1`, 'Host: localhost', ...headers, '', ''].join('\r\n')
}

export function upgradeOf(path: string, ...headers: readonly string[]): string {
  const key = randomBytes(16).toString('base64')
  return requestOf(
    path,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${key}`,
    ...headers,
  )
}

/** A client's frame; its mask is zero, so that the payload stands as it is. */
export function maskedFrame(opcode: number, text: string): Buffer {
  const payload = Buffer.from(text)
  const { length } = payload
  if (length < 126) return Buffer.concat([Buffer.from([opcode, 0x80 | length, 0, 0, 0, 0]), payload])
  return Buffer.concat([Buffer.from([opcode, 0x80 | 126, length >> 8, length & 0xff, 0, 0, 0, 0]), payload])
}

export function textFrame(text: string): Buffer {
  return maskedFrame(TEXT, text)
}
