import { connect, type Socket } from 'node:net'
import pLimit from 'p-limit'
import { Latencies } from '../measures/latencies.ts'
import { sharedMicros } from './event-stamp.ts'
import { dialogueOf, type ReaderKind } from './reader-kinds.ts'
import { StampCounter } from './stamp-counter.ts'

/** All sockets read into this, one after the other: nothing is allocated for what arrives. */
const INBOX = Buffer.allocUnsafe(256 * 1024)
const OPENING_AT_ONCE = 200
const SIGN_OF_LIFE_MS = 5_000
/** All at once would be a load by itself. */
const SIGNS_AT_ONCE_MS = 40

export interface ReadersOptions {
  readonly kind: ReaderKind
  readonly port: number
  readonly count: number
  /** Of those who are signed in, in turn; on SSE only. */
  readonly tokens?: readonly string[]
  /** Loopback addresses that the connections come from, in turn. */
  readonly from?: readonly string[]
}

/** What a group of readers has got since it was last cleared. */
export interface Tally {
  readonly open: number
  readonly closed: number
  readonly events: number
  /** Bytes that one event took on the wire, with its framing and everything else that came. */
  readonly bytesPerEvent: number
  /** Of the reader that has got fewest, and most, since it was opened. */
  readonly fewest: number
  readonly most: number
  readonly missing: number
  readonly repeated: number
  /** Milliseconds from an event's stamp. */
  readonly p50: number
  readonly p99: number
  readonly longest: number
}

interface StampedReader {
  readonly socket: Socket
  isGreeted: boolean
  readonly counter: StampCounter
}

/** Many cheap connections of one kind: they count stamped events and how long each took. */
export class StampedReaders {
  readonly #latencies = new Latencies()
  readonly #readers: StampedReader[] = []
  readonly #living: NodeJS.Timeout
  readonly #options: ReadersOptions
  #isDeaf = false
  #closed = 0
  #before = 0

  constructor(options: ReadersOptions) {
    this.#options = options
    const { signOfLife } = dialogueOf(options.kind)
    let turn = 0
    const turns = SIGN_OF_LIFE_MS / SIGNS_AT_ONCE_MS
    this.#living = setInterval(() => {
      if (signOfLife === undefined) return
      turn = (turn + 1) % turns
      for (let i = turn; i < this.#readers.length; i += turns) {
        const reader = this.#readers[i]
        if (reader?.isGreeted && !reader.socket.destroyed) reader.socket.write(signOfLife)
      }
    }, SIGNS_AT_ONCE_MS)
  }

  /** Opens so many more; resolves when the server has greeted all of them. */
  async open(count = this.#options.count): Promise<void> {
    await pLimit(OPENING_AT_ONCE).map(Array(count), () => this.#openOne())
  }

  #openOne(): Promise<void> {
    const { kind, port, from, tokens } = this.#options
    const { opening, steps } = dialogueOf(kind, tokens?.[this.#readers.length % tokens.length])
    const counter = new StampCounter()
    const localAddress = from?.[this.#readers.length % from.length]
    return new Promise((resolve, reject) => {
      let step = 0
      let heard = ''
      const listen = (bytes: Buffer): void => {
        heard += bytes.toString('latin1')
        for (let next = steps[step]; next !== undefined && heard.includes(next[0]); next = steps[++step]) {
          if (next[1] !== undefined) socket.write(next[1])
          heard = ''
        }
        if (step < steps.length) return
        reader.isGreeted = true
        if (this.#isDeaf) socket.pause()
        resolve()
      }
      const onRead = (size: number): boolean => {
        const bytes = INBOX.subarray(0, size)
        if (step < steps.length) listen(bytes)
        counter.take(bytes, sharedMicros(), this.#latencies)
        return true
      }
      const socket = connect({
        port,
        host: '127.0.0.1',
        ...(localAddress !== undefined && { localAddress }),
        onread: { buffer: INBOX, callback: onRead },
      })
      socket.setNoDelay(true)
      socket.once('connect', () => socket.write(opening))
      socket.on('error', () => {})
      socket.once('close', () => {
        this.#closed++
        reject(new Error(`closed before it was greeted; heard: ${heard.slice(0, 400)}`))
      })
      const reader = { socket, counter, isGreeted: false }
      this.#readers.push(reader)
    })
  }

  /** Gives up the oldest, and opens as many new ones. */
  async replace(count: number): Promise<void> {
    for (const { socket } of this.#readers.splice(0, count)) socket.destroy()
    await this.open(count)
  }

  /** They stop reading, and so do those that are opened later, once greeted: the system's buffers fill. */
  pause(): void {
    this.#isDeaf = true
    for (const { socket } of this.#readers) socket.pause()
  }

  resume(): void {
    this.#isDeaf = false
    for (const { socket } of this.#readers) socket.resume()
  }

  /** Counts and measures anew from now on. */
  clear(): void {
    this.#latencies.clear()
    this.#before = this.#sum(({ events }) => events)
  }

  tally(): Tally {
    const events = this.#readers.map(({ counter }) => counter.events)
    return {
      open: this.#readers.filter(({ socket }) => !socket.destroyed).length,
      closed: this.#closed,
      events: this.#sum((counter) => counter.events) - this.#before,
      bytesPerEvent:
        this.#readers.reduce((sum, { socket }) => sum + socket.bytesRead, 0) /
        this.#sum((counter) => counter.events),
      fewest: events.reduce((least, n) => Math.min(least, n), Number.POSITIVE_INFINITY),
      most: events.reduce((most, n) => Math.max(most, n), 0),
      missing: this.#sum(({ missing }) => missing),
      repeated: this.#sum(({ repeated }) => repeated),
      p50: this.#latencies.quantile(0.5),
      p99: this.#latencies.quantile(0.99),
      longest: this.#latencies.quantile(1),
    }
  }

  close(): void {
    clearInterval(this.#living)
    for (const { socket } of this.#readers.splice(0)) socket.destroy()
  }

  #sum(of: (counter: StampCounter) => number): number {
    return this.#readers.reduce((sum, { counter }) => sum + of(counter), 0)
  }
}
