import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Asked } from './asked.ts'
import { type EverydayHead, everydayHead, lengthWithin } from './everyday-head.ts'

/**
 * Looks at the head of a request that came whole; undefined leaves it to Node's HTTP. It is asked once for requests of a
 * connection, one after the other, whose heads are the same to the byte but for the length of their bodies, and must not
 * tell anybody what it finds.
 */
export type Shortcut = (asked: Asked) => TakeBody | undefined

/** Takes the body of one request. It ends in one of the exchange's two ways, once. */
export type TakeBody = (body: Buffer, exchange: Exchange) => void

export interface Exchange {
  /** Answers without a body: the status line and its fields, each with its end of line. `Date` and what is said of the connection are added. */
  readonly answer: (head: string) => void
  /** Leaves the request to Node's HTTP, which reads it from its begin; false where nobody is there any more to be answered. */
  readonly leave: () => boolean
}

export interface ShortcutParts {
  /** How the server tells of a connection on which HTTP is spoken. */
  readonly event: 'connection' | 'secureConnection'
  /** Undefined while there is none. */
  readonly shortcut: () => Shortcut | undefined
  /** How long a connection may be idle: until its first request, and after one, ms. */
  readonly patience: { readonly first: number; readonly next: number }
  /** A request has begun, or is over. */
  readonly begun: (socket: Socket) => void
  readonly over: (socket: Socket) => void
}

/**
 * Puts a shortcut in front of a server's HTTP. As long as each piece that a connection brings is one whole request which
 * the shortcut takes, Node's parser, request and response are spared. The first piece that is anything else, be it a
 * part of a request, two of them, or what could be read in more than one way, goes to Node's HTTP as it came, and with
 * it the connection, for good. So nothing is kept here from one piece to the next, no limit of Node's has to be had
 * twice, and there are no two opinions of where a request ends.
 *
 * To be called before anything else listens to its event.
 */
export function putShortcut(server: Server, parts: ShortcutParts): { readonly close: () => void } {
  const nodes = server.listeners(parts.event).at(-1) as ((socket: Socket) => void) | undefined
  if (nodes === undefined) throw new Error(`nobody listens to ${parts.event} of this server`)
  server.off(parts.event, nodes)
  const open = new Set<ShortConnection>()
  const endOfHead = endsOfHead(parts.patience.next)
  let isClosing = false
  server.on(parts.event, (socket: Socket) => {
    const connection = new ShortConnection(socket, parts, {
      isClosing: () => isClosing,
      endOfHead,
      left: () => nodes.call(server, socket),
      over: () => open.delete(connection),
    })
    open.add(connection)
  })
  return {
    close: () => {
      isClosing = true
      for (const connection of open) connection.end()
    },
  }
}

const END_OF_HEAD = Buffer.from('\r\n\r\n')

/** What a connection needs of the server that it came to. */
interface Around {
  readonly isClosing: () => boolean
  readonly endOfHead: (isLast: boolean) => string
  /** Hands it to Node's HTTP. */
  readonly left: () => void
  /** It is closed, or left to Node. */
  readonly over: () => void
}

interface Known {
  readonly around: EverydayHead['around']
  readonly take: TakeBody
}

/**
 * One connection, until it is left to Node's HTTP or closed. What comes before a request is answered has its turn after
 * it; hardly anybody asks so, and to stop reading for each request would cost more than to put back what came.
 */
class ShortConnection implements Exchange {
  readonly #socket: Socket
  readonly #parts: ShortcutParts
  readonly #around: Around
  /** What takes the bodies after heads that are as the last one was. */
  #known: Known | undefined
  /** The request that is being answered. */
  #piece: Buffer | undefined
  #hasAnswered = false
  /** The other end says no more; it may still be read to. */
  #isEnded = false

  constructor(socket: Socket, parts: ShortcutParts, around: Around) {
    this.#socket = socket
    this.#parts = parts
    this.#around = around
    socket.on('data', this.#onData).on('end', this.#onEnd).on('error', this.#onError)
    socket.on('timeout', this.#onTimeout).on('close', around.over)
    socket.setTimeout(parts.patience.first)
  }

  /** Nothing more is asked on it. An answer that is on its way, or still being found, arrives. */
  end(): void {
    if (this.#piece === undefined) this.#socket.destroySoon()
  }

  answer(head: string): void {
    const { patience, over } = this.#parts
    const isLast = this.#isEnded || this.#around.isClosing()
    this.#piece = undefined
    this.#socket.write(head + this.#around.endOfHead(isLast), 'latin1')
    over(this.#socket)
    if (isLast) {
      this.#socket.destroySoon()
      return
    }
    if (!this.#hasAnswered) this.#socket.setTimeout(patience.next)
    this.#hasAnswered = true
    if (this.#socket.isPaused()) this.#socket.resume()
  }

  leave(): boolean {
    const piece = this.#piece
    this.#piece = undefined
    this.#parts.over(this.#socket)
    return piece !== undefined && this.#leave(piece)
  }

  readonly #onData = (piece: Buffer): void => {
    // Behind the last answer: nobody could be answered any more.
    if (this.#socket.writableEnded) return
    if (this.#piece !== undefined) {
      this.#socket.pause()
      this.#socket.unshift(piece)
      return
    }
    // Some end a body with an empty line beyond its length. Node's parser passes over it, but being new to this connection
    // would not bear with it as with one that was answered.
    if (this.#hasAnswered && isEmptyLine(piece)) return
    const from = this.#bodyIn(piece)
    if (from === undefined || this.#known === undefined) return void this.#leave(piece)
    this.#piece = piece
    this.#parts.begun(this.#socket)
    this.#known.take(piece.subarray(from), this)
  }

  /** Where the body begins in a piece that is one whole request which the shortcut takes. */
  #bodyIn(piece: Buffer): number | undefined {
    // To bear with somebody who does not take their answers is left to Node, too. One that is on its way is no sign of
    // it: over TLS it may have been read before it is known here to be written.
    if (this.#socket.writableNeedDrain) return undefined
    const end = piece.indexOf(END_OF_HEAD)
    if (end < 0) return undefined
    const head = piece.toString('latin1', 0, end)
    const length = (this.#known && lengthWithin(head, this.#known.around)) ?? this.#look(head)
    const from = end + END_OF_HEAD.length
    return piece.length - from === length ? from : undefined
  }

  /** Answers how long the body is where the shortcut takes it. */
  #look(text: string): number | undefined {
    this.#known = undefined
    const head = everydayHead(text)
    if (head === undefined) return undefined
    const { length, around, ...asked } = head
    const take = this.#parts.shortcut()?.({ ...asked, socket: this.#socket })
    this.#known = take && { around, take }
    return take && length
  }

  #leave(piece: Buffer): boolean {
    const socket = this.#socket
    // Node's HTTP, too, has no answer for whoever ended while it was being found.
    if (socket.destroyed || this.#isEnded) {
      socket.destroy()
      return false
    }
    socket.off('data', this.#onData).off('end', this.#onEnd).off('error', this.#onError)
    socket.off('timeout', this.#onTimeout).off('close', this.#around.over)
    socket.setTimeout(0)
    this.#around.over()
    this.#around.left()
    socket.unshift(piece)
    socket.resume()
    return true
  }

  readonly #onEnd = (): void => {
    this.#isEnded = true
    // Over TLS a reset may come as an end, and what is written after it is never known to be.
    this.#socket.setTimeout(this.#parts.patience.first)
    if (this.#piece === undefined) this.#socket.end()
  }

  readonly #onError = (): void => void this.#socket.destroy()
  readonly #onTimeout = (): void => {
    if (this.#piece === undefined) this.#socket.destroy()
  }
}

function isEmptyLine(piece: Buffer): boolean {
  return piece.length <= 2 && ['\r\n', '\n'].includes(piece.toString('latin1'))
}

/** The fields that Node adds to the head of an answer, and the empty line; those of most answers are made once a second. */
function endsOfHead(keepAliveMs: number): (isLast: boolean) => string {
  const stays = `Connection: keep-alive\r\nKeep-Alive: timeout=${Math.floor(keepAliveMs / 1_000)}\r\n\r\n`
  let second = Number.NaN
  let known = ''
  return (isLast) => {
    const now = Date.now()
    if (isLast) return `Date: ${new Date(now).toUTCString()}\r\nConnection: close\r\n\r\n`
    if (Math.floor(now / 1_000) !== second) {
      second = Math.floor(now / 1_000)
      known = `Date: ${new Date(now).toUTCString()}\r\n${stays}`
    }
    return known
  }
}
