/**
 * How bytes stand on a connection. `sse` is inside HTTP/1.1 chunks that we write ourselves, so that one buffer
 * serves every connection; `sse-plain` is for HTTP/1.0, which has no chunks; `websocket` is RFC 6455 text frames.
 */
export type Framing = SseFraming | 'websocket'
export type SseFraming = 'sse' | 'sse-plain'

/** One thing to say. WebSocket carries `json` alone; the rest are the fields of an SSE block. */
export interface Frame {
  /** Name of an SSE event; absent for domain events, which a plain `onmessage` reader sees. */
  readonly name?: string
  /** Position for the SSE field `id`. */
  readonly id?: string
  /** One line of JSON: `JSON.stringify` leaves no raw CR, LF or NUL in it. */
  readonly json: string
  /** SSE reconnection time, ms. */
  readonly retry?: number
}

/** Encodes frames, in order, as the bytes of one write. */
export function encodeFrames(framing: Framing, frames: readonly Frame[]): Buffer {
  if (framing === 'websocket') return webSocketFrames(frames)
  return encodeText(framing, frames.map(sseBlock).join(''))
}

/** Encodes a text of an event stream as the bytes of one write. */
export function encodeText(framing: SseFraming, text: string): Buffer {
  return framing === 'sse' ? httpChunk(text) : Buffer.from(text)
}

/** Ends the chunks of an answer. */
export const LAST_CHUNK = Buffer.from('0\r\n\r\n')

/** Encodes frames at most once per framing: everybody gets the same Buffer. */
export function encodedOnce(frames: readonly Frame[]): (framing: Framing) => Buffer {
  const encoded = new Map<Framing, Buffer>()
  return (framing) => {
    let bytes = encoded.get(framing)
    if (bytes === undefined) {
      bytes = encodeFrames(framing, frames)
      encoded.set(framing, bytes)
    }
    return bytes
  }
}

/** One block of an event stream. A CR, LF or NUL in a name or id could forge fields, so it is a bug to pass one. */
export function sseBlock(frame: Frame): string {
  const { name, id, json, retry } = frame
  let block = ''
  if (retry !== undefined) block += `retry: ${retry}\n`
  if (name !== undefined) block += `event: ${oneLine(name)}\n`
  if (id !== undefined) block += `id: ${oneLine(id)}\n`
  return `${block}data: ${oneLine(json)}\n\n`
}

function oneLine(text: string): string {
  if (/[\r\n\0]/.test(text)) {
    throw new RangeError(`a field of an event stream must be one line: ${JSON.stringify(text.slice(0, 80))}`)
  }
  return text
}

function httpChunk(text: string): Buffer {
  const length = Buffer.byteLength(text)
  const head = `${length.toString(16)}\r\n`
  const chunk = Buffer.allocUnsafe(head.length + length + 2)
  chunk.write(head, 0, 'latin1')
  chunk.write(text, head.length, 'utf8')
  chunk.write('\r\n', head.length + length, 'latin1')
  return chunk
}

/** FIN and opcode 1: a whole text message. A server's frames are not masked. */
const TEXT = 0x81

function webSocketFrames(frames: readonly Frame[]): Buffer {
  const lengths = frames.map(({ json }) => Buffer.byteLength(json))
  const out = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + headerSize(length) + length, 0))
  let at = 0
  for (const [index, { json }] of frames.entries()) {
    const length = lengths[index] as number
    at = writeHeader(out, at, length)
    out.write(json, at, 'utf8')
    at += length
  }
  return out
}

function headerSize(length: number): number {
  if (length < 126) return 2
  return length < 0x10000 ? 4 : 10
}

function writeHeader(out: Buffer, at: number, length: number): number {
  out[at] = TEXT
  if (length < 126) {
    out[at + 1] = length
  } else if (length < 0x10000) {
    out[at + 1] = 126
    out.writeUInt16BE(length, at + 2)
  } else {
    out[at + 1] = 127
    out.writeUInt32BE(Math.floor(length / 0x1_0000_0000), at + 2)
    out.writeUInt32BE(length >>> 0, at + 6)
  }
  return at + headerSize(length)
}
