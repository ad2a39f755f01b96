import {
  Control,
  type DurableEvent,
  Event,
  isDurable,
  type Page,
  parsePage,
  type StatsEvent,
  type StreamFilter,
} from '@watchfloor/contract'
import { createParser } from 'eventsource-parser'
import { onTestFinished } from 'vitest'
import WebSocket from 'ws'
import { exactFlaw } from '../http/exact-schema.ts'

/** One thing that a client heard. `id` is the SSE field, where the transport has one. */
export type Heard =
  | { readonly kind: 'event'; readonly event: DurableEvent; readonly id?: string | undefined }
  | { readonly kind: 'latest'; readonly event: StatsEvent; readonly id?: string | undefined }
  | { readonly kind: 'control'; readonly control: Control; readonly id?: string | undefined }

export interface Request {
  readonly cursor?: string | undefined
  readonly filter?: StreamFilter | undefined
  /** Of the request that opens it. */
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** A stream that is being listened to, whichever its transport. */
export class StreamClient {
  readonly heard: Heard[] = []
  /** The same by kind; they grow as it hears. */
  readonly events: DurableEvent[] = []
  readonly sequences: number[] = []
  readonly controls: Control[] = []
  readonly stats: StatsEvent[] = []
  readonly #waiting: { readonly check: () => boolean; readonly resolve: () => void }[] = []
  readonly stop: () => void
  /** How it ended: a close code, or `end` of an SSE body, or `broken`. */
  readonly ended: Promise<string>
  readonly #end: (how: string) => void

  constructor(open: (client: { hear: (heard: Heard) => void; end: (how: string) => void }) => () => void) {
    let end: (how: string) => void = () => {}
    this.ended = new Promise((resolve) => {
      end = resolve
    })
    this.#end = end
    const stop = open({ hear: (heard) => this.#hear(heard), end: this.#end })
    this.stop = () => {
      stop()
      this.#end('stopped')
    }
    onTestFinished(() => this.stop())
  }

  /** Resolves when what was heard fits; the test's own time limit ends the wait. */
  until(check: (client: this) => boolean): Promise<void> {
    if (check(this)) return Promise.resolve()
    return new Promise((resolve) => this.#waiting.push({ check: () => check(this), resolve }))
  }

  async untilControl<N extends Control['control']>(name: N): Promise<Extract<Control, { control: N }>> {
    const find = (): Control | undefined => this.controls.findLast(({ control }) => control === name)
    await this.until(() => find() !== undefined)
    return find() as Extract<Control, { control: N }>
  }

  #hear(heard: Heard): void {
    this.heard.push(heard)
    switch (heard.kind) {
      case 'event':
        this.events.push(heard.event)
        this.sequences.push(heard.event.sequence)
        break
      case 'latest':
        this.stats.push(heard.event)
        break
      case 'control':
        this.controls.push(heard.control)
        break
      default:
        heard satisfies never
    }
    for (const waiting of [...this.#waiting]) {
      if (!waiting.check()) continue
      this.#waiting.splice(this.#waiting.indexOf(waiting), 1)
      waiting.resolve()
    }
  }
}

export interface Transport {
  readonly name: string
  /** Does it keep a connection that can be told things? */
  readonly isStream: boolean
  readonly open: (url: string, request?: Request) => StreamClient
}

export const sse: Transport = {
  name: 'SSE',
  isStream: true,
  open: (url, request = {}) =>
    new StreamClient(({ hear, end }) => {
      const ending = new AbortController()
      const parser = createParser({
        onEvent: ({ event, data, id }) => {
          const value: unknown = JSON.parse(data)
          hear(event === undefined ? eventOf(value, id) : { kind: 'control', control: controlOf(value), id })
        },
        onError: (error) => {
          throw error
        },
      })
      const read = async (): Promise<void> => {
        const query = queryOf(request)
        const { headers = {} } = request
        const { signal } = ending
        const response = await fetch(`${url}/api/v2/events/stream?${query}`, { headers, signal })
        if (!response.ok || response.body === null) return end(`status ${response.status}`)
        const decoder = new TextDecoder()
        for await (const bytes of response.body) parser.feed(decoder.decode(bytes, { stream: true }))
        end('end')
      }
      read().catch(() => end('broken'))
      return () => ending.abort()
    }),
}

export const webSocket: Transport = {
  name: 'WebSocket',
  isStream: true,
  open: (url, request = {}) => openSocket(url, request).client,
}

/** A WebSocket whose test also wants to speak. Without a request nothing is subscribed to. */
export function openSocket(
  url: string,
  request?: Request,
  options: WebSocket.ClientOptions = {},
): { readonly client: StreamClient; readonly socket: WebSocket; readonly say: (message: unknown) => void } {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws/dashboard`, options)
  const say = (message: unknown): void => {
    const text = typeof message === 'string' ? message : JSON.stringify(message)
    if (socket.readyState === WebSocket.OPEN) socket.send(text)
    else socket.once('open', () => socket.send(text))
  }
  const client = new StreamClient(({ hear, end }) => {
    socket.on('error', () => {})
    socket.on('close', (code) => end(String(code)))
    socket.on('unexpected-response', (_, response) => end(`status ${response.statusCode}`))
    socket.on('message', (data, isBinary) => {
      if (isBinary) throw new Error('a binary frame came')
      const value: unknown = JSON.parse(data.toString())
      const isControl = typeof value === 'object' && value !== null && 'control' in value
      hear(isControl ? { kind: 'control', control: controlOf(value) } : eventOf(value))
    })
    return () => socket.terminate()
  })
  if (request !== undefined) say({ action: 'subscribe', ...request })
  return { client, socket, say }
}

/** Long polling, told as the streams tell it: the answer's cursor is a heartbeat. */
export const polling: Transport = {
  name: 'polling',
  isStream: false,
  open: (url, request = {}) =>
    new StreamClient(({ hear, end }) => {
      const ending = new AbortController()
      const loop = async (): Promise<void> => {
        let { cursor } = request
        for (let wait = 0; !ending.signal.aborted; wait = 1) {
          const page = await askPage(url, { ...request, cursor }, { wait }, ending.signal)
          if (page.reset !== undefined) hear({ kind: 'control', control: page.reset })
          for (const event of page.events) hear(eventOf(event))
          const { head, server_time } = page
          hear({ kind: 'control', control: { control: 'heartbeat', cursor: page.cursor, head, server_time } })
          cursor = page.cursor
        }
      }
      loop().catch(() => end('broken'))
      return () => ending.abort()
    }),
}

export const TRANSPORTS: readonly Transport[] = [sse, webSocket, polling]

export async function askPage(
  url: string,
  request: Request,
  { wait = 0, limit }: { readonly wait?: number; readonly limit?: number } = {},
  signal: AbortSignal | null = null,
): Promise<Page> {
  const query = queryOf(request)
  query.set('wait', String(wait))
  if (limit !== undefined) query.set('limit', String(limit))
  const response = await fetch(`${url}/api/v2/events?${query}`, { signal })
  const page = parsePage(await response.json())
  if (!page.ok) throw new Error(`a page does not fit: ${page.error}`)
  return page.value
}

export function queryOf({ cursor, filter = {} }: Request): URLSearchParams {
  const query = new URLSearchParams()
  if (cursor !== undefined) query.set('cursor', cursor)
  for (const name of ['types', 'sources', 'severity'] as const) {
    if (filter[name] !== undefined) query.set(name, filter[name].join(','))
  }
  for (const matcher of filter.filter ?? []) query.append('filter', matcher)
  return query
}

function eventOf(value: unknown, id?: string): Heard {
  const flaw = exactFlaw(Event, value)
  if (flaw !== undefined) throw new Error(`an event does not fit: ${flaw}: ${JSON.stringify(value)}`)
  const event = value as Event
  return isDurable(event) ? { kind: 'event', event, id } : { kind: 'latest', event, id }
}

function controlOf(value: unknown): Control {
  const flaw = exactFlaw(Control, value)
  if (flaw !== undefined) throw new Error(`a control frame does not fit: ${flaw}: ${JSON.stringify(value)}`)
  return value as Control
}
