import { EventEmitter } from 'node:events'
import { connect, type Socket } from 'node:net'

/** The codes of X11's core protocol that the stand-in uses. */
const EVENTS: Readonly<Record<number, XEvent['type']>> = {
  9: 'focus-in',
  10: 'focus-out',
  18: 'unmap',
  19: 'map',
  22: 'configure',
  28: 'property',
}
const REPLY = 1

export interface XEvent {
  readonly type: 'focus-in' | 'focus-out' | 'unmap' | 'map' | 'configure' | 'property'
  /** The window that it is about. */
  readonly window: number
  readonly bytes: Buffer
}

/** A connection to an X server, little-endian, without authorisation: as Xvfb is started for tests. */
export class XConnection extends EventEmitter<{ event: [XEvent] }> {
  readonly root: number
  readonly width: number
  readonly height: number
  readonly #socket: Socket
  readonly #replies = new Map<number, (reply: Buffer) => void>()
  #sequence = 0
  #rest: Buffer

  private constructor(socket: Socket, setup: Buffer, rest: Buffer) {
    super()
    this.#socket = socket
    this.#rest = rest
    // The first screen stands behind the vendor's name and the pixmap formats.
    const vendor = setup.readUInt16LE(24)
    const formats = setup.readUInt8(29)
    const screen = 40 + vendor + ((4 - (vendor % 4)) % 4) + 8 * formats
    this.root = setup.readUInt32LE(screen)
    this.width = setup.readUInt16LE(screen + 20)
    this.height = setup.readUInt16LE(screen + 22)
    socket.on('data', (chunk: Buffer) => {
      this.#rest = Buffer.concat([this.#rest, chunk])
      this.#take()
    })
    socket.on('error', () => {})
    socket.unref()
  }

  static open(display: string): Promise<XConnection> {
    const number = /^:(\d+)(\.\d+)?$/.exec(display)?.[1]
    if (number === undefined) throw new Error(`stand-in: Unable to open X display "${display}"`)
    const { promise, resolve, reject } = Promise.withResolvers<XConnection>()
    const socket = connect(`/tmp/.X11-unix/X${number}`, () => {
      socket.write(Buffer.from([0x6c, 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0]))
    })
    socket.on('error', (error) => reject(new Error(`stand-in: Unable to open X display: ${error.message}`)))
    let read = Buffer.alloc(0)
    const setUp = (chunk: Buffer): void => {
      read = Buffer.concat([read, chunk])
      const length = read.length < 8 ? Number.POSITIVE_INFINITY : 8 + 4 * read.readUInt16LE(6)
      if (read.length < length) return
      socket.off('data', setUp)
      if (read[0] === 1) resolve(new XConnection(socket, read.subarray(0, length), read.subarray(length)))
      else reject(new Error(`stand-in: Unable to open X display: refused`))
    }
    socket.on('data', setUp)
    return promise
  }

  /** A request without an answer. `body` begins behind the request's length. */
  request(opcode: number, detail: number, body: Buffer): void {
    const padding = (4 - (body.length % 4)) % 4
    const head = Buffer.alloc(4)
    head.writeUInt8(opcode, 0)
    head.writeUInt8(detail, 1)
    head.writeUInt16LE(1 + (body.length + padding) / 4, 2)
    this.#sequence = (this.#sequence + 1) & 0xffff
    this.#socket.write(Buffer.concat([head, body, Buffer.alloc(padding)]))
  }

  /** A request with an answer; undefined when the server answers with an error. */
  ask(opcode: number, detail: number, body: Buffer): Promise<Buffer | undefined> {
    const { promise, resolve } = Promise.withResolvers<Buffer | undefined>()
    this.request(opcode, detail, body)
    this.#replies.set(this.#sequence, (reply) => resolve(reply[0] === REPLY ? reply : undefined))
    return promise
  }

  #take(): void {
    while (this.#rest.length >= 32) {
      const length = this.#rest[0] === REPLY ? 32 + 4 * this.#rest.readUInt32LE(4) : 32
      if (this.#rest.length < length) return
      const bytes = this.#rest.subarray(0, length)
      this.#rest = this.#rest.subarray(length)
      this.#handle(bytes)
    }
  }

  #handle(bytes: Buffer): void {
    const code = bytes.readUInt8(0) & 0x7f
    const type = EVENTS[code]
    if (type !== undefined) {
      const window = bytes.readUInt32LE(code < 16 || code === 28 ? 4 : 8)
      this.emit('event', { type, window, bytes })
      return
    }
    // An answer, or an error such as a window that has gone meanwhile.
    if (code > REPLY) return
    const sequence = bytes.readUInt16LE(2)
    this.#replies.get(sequence)?.(bytes)
    this.#replies.delete(sequence)
  }
}
