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
  /** One line of JSON, in pieces where it is long: `JSON.stringify` leaves no raw CR, LF or NUL in it. */
  readonly json: string | readonly string[]
  /** SSE reconnection time, ms. */
  readonly retry?: number
}

/** Encodes frames, in order, as the bytes of one write. What is long in them is written there at once, and never joined. */
export function encodeFrames(framing: Framing, frames: readonly Frame[]): Buffer {
  if (framing === 'websocket') return webSocketFrames(frames)
  const texts: string[] = []
  for (const frame of frames) addBlock(texts, frame)
  return framing === 'sse' ? httpChunk(texts) : bytesOf(texts)
}

/** Encodes a text of an event stream as the bytes of one write. */
export function encodeText(framing: SseFraming, text: string): Buffer {
  return framing === 'sse' ? httpChunk([text]) : Buffer.from(text)
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

/** One block of an event stream. A CR, LF or NUL in a field could forge others, so it is a bug to pass one. */
function addBlock(texts: string[], { name, id, json, retry }: Frame): void {
  let head = ''
  if (retry !== undefined) head += `retry: ${retry}\n`
  if (name !== undefined) head += `event: ${oneLine(name)}\n`
  if (id !== undefined) head += `id: ${oneLine(id)}\n`
  texts.push(`${head}data: `)
  if (typeof json === 'string') texts.push(oneLine(json))
  else for (const piece of json) texts.push(oneLine(piece))
  texts.push('\n\n')
}

/** Looking for each is a tenth of what one expression for all of them takes. */
function oneLine(text: string): string {
  if (text.includes('\n') || text.includes('\r') || text.includes('\0')) {
    throw new RangeError(`a field of an event stream must be one line: ${JSON.stringify(text.slice(0, 80))}`)
  }
  return text
}

function lengthOf(texts: string | readonly string[]): number {
  if (typeof texts === 'string') return Buffer.byteLength(texts)
  let length = 0
  for (const text of texts) length += Buffer.byteLength(text)
  return length
}

/** Writes them one behind the other; answers where the last ends. */
function write(out: Buffer, from: number, texts: string | readonly string[]): number {
  if (typeof texts === 'string') return from + out.write(texts, from)
  let at = from
  for (const text of texts) at += out.write(text, at)
  return at
}

function bytesOf(texts: readonly string[]): Buffer {
  const bytes = Buffer.allocUnsafe(lengthOf(texts))
  write(bytes, 0, texts)
  return bytes
}

function httpChunk(texts: readonly string[]): Buffer {
  const length = lengthOf(texts)
  const head = `${length.toString(16)}\r\n`
  const chunk = Buffer.allocUnsafe(head.length + length + 2)
  write(chunk, 0, [head, ...texts, '\r\n'])
  return chunk
}

/** FIN and opcode 1: a whole text message. A server's frames are not masked. */
const TEXT = 0x81

function webSocketFrames(frames: readonly Frame[]): Buffer {
  const lengths = frames.map(({ json }) => lengthOf(json))
  const out = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + headerSize(length) + length, 0))
  let at = 0
  for (const [index, { json }] of frames.entries()) {
    const length = lengths[index] as number
    at = write(out, writeHeader(out, at, length), json)
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
