import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A frame to send, right or wrong (RFC 6455 5.2). Unset parts are as a good client would have them. */
export interface RawFrame {
  readonly opcode: number
  readonly payload?: Buffer | string
  readonly fin?: boolean
  /** The three reserved bits, 0 to 7. */
  readonly reserved?: number
  readonly masked?: boolean
  /** The length that the header claims. */
  readonly claims?: number | bigint
}

export const OPCODE = { more: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

export function encodeFrame(frame: RawFrame): Buffer {
  const { opcode, fin = true, reserved = 0, masked = true } = frame
  const payload = Buffer.from(frame.payload ?? '')
  const length = BigInt(frame.claims ?? payload.length)
  const head = [(fin ? 0x80 : 0) | (reserved << 4) | opcode]
  const mask = masked ? 0x80 : 0
  if (length < 126n) head.push(mask | Number(length))
  else if (length < 0x10000n) head.push(mask | 126, Number(length >> 8n), Number(length & 0xffn))
  else {
    head.push(mask | 127)
    for (let shift = 56n; shift >= 0n; shift -= 8n) head.push(Number((length >> shift) & 0xffn))
  }
  if (!masked) return Buffer.concat([Buffer.from(head), payload])
  const key = randomBytes(4)
  return Buffer.concat([Buffer.from(head), key, payload.map((byte, i) => byte ^ (key[i % 4] ?? 0))])
}

/** A WebSocket client down to its bytes: it sends whatever it is told to, and keeps to no rule by itself. */
export class RawWebSocket {
  readonly socket: Socket
  readonly texts: string[] = []
  readonly pongs: string[] = []
  /** The server's close frame: its code, or `cut` when the connection ended without one. */
  readonly closed: Promise<number | 'cut'>
  #read = Buffer.alloc(0)

  private constructor(socket: Socket, rest: Buffer) {
    this.socket = socket
    this.closed = new Promise((resolve) => {
      const take = (bytes: Buffer): void => {
        this.#read = Buffer.concat([this.#read, bytes])
        for (let code = this.#take(); code !== undefined; code = this.#take()) if (code > 0) resolve(code)
      }
      socket.on('data', take)
      socket.on('close', () => resolve('cut'))
      socket.on('end', () => resolve('cut'))
      take(rest)
    })
  }

  /** Connects and shakes hands; nothing is subscribed to. The connection is cut when the test ends. */
  static open(url: string): Promise<RawWebSocket> {
    const { hostname, port, host } = new URL(url)
    // Half-open, so that it leaves only when the test says so.
    const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true })
    onTestFinished(() => void socket.destroy())
    socket.on('error', () => undefined)
    const key = randomBytes(16).toString('base64')
    socket.write(
      `GET /ws/dashboard HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
    )
    let seen = Buffer.alloc(0)
    return new Promise((resolve, reject) => {
      socket.once('close', () => reject(new Error(`no handshake: ${seen.toString()}`)))
      const onData = (bytes: Buffer): void => {
        seen = Buffer.concat([seen, bytes])
        const end = seen.indexOf('\r\n\r\n')
        if (end === -1) return
        socket.off('data', onData)
        if (!seen.toString('latin1').startsWith('HTTP/1.1 101')) return reject(new Error(seen.toString()))
        resolve(new RawWebSocket(socket, seen.subarray(end + 4)))
      }
      socket.on('data', onData)
    })
  }

  send(...frames: readonly RawFrame[]): void {
    this.sendBytes(Buffer.concat(frames.map(encodeFrame)))
  }

  sendBytes(bytes: Buffer): void {
    if (this.socket.writable) this.socket.write(bytes)
  }

  say(message: unknown): void {
    this.send({ opcode: OPCODE.text, payload: JSON.stringify(message) })
  }

  /** Takes one frame of the server's; its close code, or 0; undefined when there is no whole one. */
  #take(): number | undefined {
    const bytes = this.#read
    if (bytes.length < 2) return undefined
    const short = (bytes[1] ?? 0) & 0x7f
    const header = short < 126 ? 2 : short === 126 ? 4 : 10
    if (bytes.length < header) return undefined
    const length =
      short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2))
    if (bytes.length < header + length) return undefined
    const payload = bytes.subarray(header, header + length)
    this.#read = bytes.subarray(header + length)
    const opcode = (bytes[0] ?? 0) & 0x0f
    if (opcode === OPCODE.text) this.texts.push(payload.toString())
    if (opcode === OPCODE.pong) this.pongs.push(payload.toString())
    if (opcode !== OPCODE.close) return 0
    return payload.length < 2 ? 1005 : payload.readUInt16BE(0)
  }
}
