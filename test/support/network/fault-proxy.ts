import { connect as dial, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { seeded } from '../seeded.ts'
import { reopeningPort } from './reopening-port.ts'
import { closing, type Kind, kindOf, readHead } from './request-head.ts'

/** How a request of a blocked kind is treated: cut with a TCP reset, answered with 502, or never answered. */
export type Block = 'reset' | 'bad_gateway' | 'mute'

/** A TCP proxy that does what networks do, and reads just enough HTTP to know which request it does it to. */
export interface FaultProxy {
  /** Where clients connect. */
  readonly url: string
  /** Open client connections, by kind. */
  open(kind?: Kind): number
  /** Requests so far, by kind. */
  requests(kind: Kind): number
  /** Refuses new connections and resets the open ones, until `restore`. */
  refuse(): Promise<void>
  /** A black hole: every connection stays open, nothing passes, new ones are accepted and never served. */
  stall(): void
  /** Resets (or, cleanly, ends) all open connections, or those of one kind. */
  cut(how: 'reset' | 'end', kind?: Kind): void
  block(kind: Kind, how: Block): void
  /** Ends refusing, stalling, blocking; what a black hole held back goes on its way. */
  restore(): Promise<void>
  close(): Promise<void>
}

export interface FaultOptions {
  /** Address of the server behind it, for example `http://127.0.0.1:9095`; a function when it may move. */
  readonly target: string | (() => string)
  /** Of everything random in here. */
  readonly seed?: number
  /** Answers are passed on in pieces of 1 to this many bytes. */
  readonly slice?: number
  /** Every connection is reset after at least and at most this many bytes of answer. */
  readonly cutAfter?: readonly [least: number, most: number]
}

interface Pair {
  readonly client: Socket
  upstream: Socket | null
  kind: Kind
}

/** Starts a proxy on a free port of 127.0.0.1; whoever opens it closes it. */
export async function openFaultProxy(options: FaultOptions): Promise<FaultProxy> {
  const random = seeded(options.seed ?? 1)
  const pairs = new Set<Pair>()
  const blocks = new Map<Kind, Block>()
  const counts = new Map<Kind, number>()
  let isStalled = false

  const drop = (pair: Pair, how: 'reset' | 'end'): void => {
    if (how === 'end') {
      pair.client.end()
      pair.upstream?.destroy()
      return
    }
    pair.client.resetAndDestroy()
    pair.upstream?.destroy()
  }

  const accept = (client: Socket): void => {
    const pair: Pair = { client, upstream: null, kind: 'other' }
    pairs.add(pair)
    client.setNoDelay(true)
    client.on('error', () => undefined)
    client.on('close', () => {
      pairs.delete(pair)
      pair.upstream?.destroy()
    })
    if (isStalled) client.pause()
    readHead(client, (head, rest) => {
      pair.kind = kindOf(head)
      counts.set(pair.kind, (counts.get(pair.kind) ?? 0) + 1)
      const block = blocks.get(pair.kind)
      if (block === undefined) forward(pair, head, rest)
      else if (block === 'reset') drop(pair, 'reset')
      else if (block === 'bad_gateway') client.end(BAD_GATEWAY)
    })
  }

  const forward = (pair: Pair, head: string, rest: Buffer): void => {
    const { client } = pair
    const target = new URL(typeof options.target === 'string' ? options.target : options.target())
    const upstream = dial(Number(target.port), target.hostname)
    pair.upstream = upstream
    upstream.setNoDelay(true)
    upstream.on('error', () => drop(pair, 'reset'))
    upstream.write(pair.kind === 'websocket' ? head : closing(head))
    upstream.write(rest)
    client.pipe(upstream)
    void pump(pair, upstream)
  }

  /** From the server to the client: sliced, cut, held back. */
  const pump = async (pair: Pair, upstream: Socket): Promise<void> => {
    const { client } = pair
    const [least, most] = options.cutAfter ?? [Infinity, Infinity]
    let left = least === Infinity ? Infinity : least + Math.floor(random() * (most - least + 1))
    try {
      for await (const chunk of upstream as AsyncIterable<Buffer>) {
        for (let from = 0; from < chunk.length; ) {
          while (isStalled && !client.destroyed) await sleep(5)
          const size = Math.min(chunk.length - from, left, pieceSize())
          if (!client.write(chunk.subarray(from, from + size))) await drained(client)
          from += size
          left -= size
          if (left <= 0) {
            // What was written must get there before the reset, or every cut would be at 0.
            await sleep(2)
            return drop(pair, 'reset')
          }
          if (options.slice !== undefined) await new Promise(setImmediate)
        }
      }
      client.end()
    } catch {
      client.resetAndDestroy()
    }
  }

  const pieceSize = (): number =>
    options.slice === undefined ? Infinity : 1 + Math.floor(random() * options.slice)

  const port = reopeningPort(accept)
  const cut = (how: 'reset' | 'end', kind?: Kind): void => {
    for (const pair of [...pairs]) if (kind === undefined || pair.kind === kind) drop(pair, how)
  }

  const stopListening = (): Promise<void> => port.close(() => cut('reset'))

  await port.open()
  const proxy: FaultProxy = {
    url: `http://127.0.0.1:${port.number()}`,
    open: (kind) => [...pairs].filter((pair) => kind === undefined || pair.kind === kind).length,
    requests: (kind) => counts.get(kind) ?? 0,
    refuse: stopListening,
    stall: () => {
      isStalled = true
      for (const { client } of pairs) client.pause()
    },
    cut,
    block: (kind, how) => blocks.set(kind, how),
    restore: async () => {
      blocks.clear()
      isStalled = false
      for (const { client } of pairs) client.resume()
      await port.open()
    },
    close: async () => {
      isStalled = false
      await stopListening()
    },
  }
  return proxy
}

const BAD_GATEWAY = 'HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\nconnection: close\r\n\r\n'

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('drain', resolve)
    socket.once('close', resolve)
  })
}
