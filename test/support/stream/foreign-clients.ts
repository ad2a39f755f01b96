import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fetchEventSource } from '@microsoft/fetch-event-source'
import { EventSourcePolyfill } from 'event-source-polyfill'
import { EventSource } from 'eventsource'
import { Client as FayeWebSocket } from 'faye-websocket'
import { WebSocket as PartySocket } from 'partysocket'
import reconnectingEventSource from 'reconnecting-eventsource'
import reconnectingWebSocket from 'reconnecting-websocket'
import Sockette from 'sockette'
import { EventSource as UndiciEventSource, WebSocket as UndiciWebSocket } from 'undici'
import { WebSocket } from 'ws'
import { startProgram } from '../programs/program.ts'

/** The types of these two say that they have a `default`; in Node they are what they call so. */
const ReconnectingEventSource = reconnectingEventSource as unknown as typeof reconnectingEventSource.default
const ReconnectingWebSocket = reconnectingWebSocket as unknown as typeof reconnectingWebSocket.default

/** Hears each message of the stream that may be an event, as text. */
type Hear = (text: string) => void
/** Opens a client that nobody here wrote; returns the way to end it. */
type Open = (url: string, hear: Hear) => () => void

const STREAM = '/api/v2/events/stream'
const FIXTURES = join(import.meta.dirname, '../../fixtures/foreign-streams')
/** How soon those come back that do not do it by themselves, ms. */
const AGAIN_MS = 300

interface Source {
  addEventListener(name: 'message', hear: (message: { readonly data: unknown }) => void): void
  close(): void
}

const source =
  (open: (url: string) => Source): Open =>
  (url, hear) => {
    const opened = open(`${url}${STREAM}`)
    opened.addEventListener('message', ({ data }) => hear(String(data)))
    return () => opened.close()
  }

/** Remembers how far a WebSocket has come, for its next `subscribe`. */
function subscriber(hear: Hear): { readonly subscribe: () => string; readonly take: Hear } {
  let cursor: string | undefined
  return {
    subscribe: () => JSON.stringify({ action: 'subscribe', ...(cursor !== undefined && { cursor }) }),
    take: (text) => {
      const { epoch, sequence } = JSON.parse(text) as { epoch?: string; sequence?: number }
      if (sequence === undefined) return
      cursor = `${epoch}.${sequence}`
      hear(text)
    },
  }
}

interface Socket {
  addEventListener(name: 'open' | 'close' | 'error', hear: () => void): void
  addEventListener(name: 'message', hear: (message: { readonly data: unknown }) => void): void
  send(text: string): void
  close(): void
}

/** One that comes back by itself. */
const returning =
  (open: (url: string) => Socket): Open =>
  (url, hear) => {
    const { subscribe, take } = subscriber(hear)
    const socket = open(socketUrl(url))
    socket.addEventListener('open', () => socket.send(subscribe()))
    socket.addEventListener('message', ({ data }) => take(String(data)))
    return () => socket.close()
  }

/** One that is opened again whenever it has closed; after an open one broke, as it says, by a wrong frame, it is not. */
const reopened =
  (
    open: (
      url: string,
      on: { opened: (send: Hear) => void; heard: Hear; closed: (code: number) => void },
    ) => () => void,
  ): Open =>
  (url, hear) => {
    const { subscribe, take } = subscriber(hear)
    let isOver = false
    let close = (): void => {}
    const begin = (): void => {
      let wasOpen = false
      close = open(socketUrl(url), {
        opened: (send) => {
          wasOpen = true
          send(subscribe())
        },
        heard: take,
        closed: (code) => {
          if (!isOver && !(wasOpen && code === 1002)) setTimeout(() => isOver || begin(), AGAIN_MS)
        },
      })
    }
    begin()
    return () => {
      isOver = true
      close()
    }
  }

const plain = (open: (url: string) => Socket): Open =>
  reopened((url, { opened, heard, closed }) => {
    const socket = open(url)
    socket.addEventListener('open', () => opened((text) => socket.send(text)))
    socket.addEventListener('message', ({ data }) => heard(String(data)))
    socket.addEventListener('error', () => {})
    const onClose = (how?: unknown): void => closed((how as { readonly code?: number }).code ?? 1006)
    socket.addEventListener('close', onClose)
    return () => socket.close()
  })

const python =
  (script: string, address: (url: string) => string): Open =>
  (url, hear) => {
    const { child } = startProgram('/usr/bin/python3', ['-u', join(FIXTURES, script), address(url)])
    if (child.stdout !== null) createInterface(child.stdout).on('line', hear)
    return () => void child.kill('SIGKILL')
  }

function socketUrl(url: string): string {
  return `${url.replace('http', 'ws')}/ws/dashboard`
}

/** By name. Those that cannot resume by themselves are told their cursor anew, as their users do it. */
export const FOREIGN_CLIENTS: Readonly<Record<string, Open>> = {
  eventsource: source((url) => new EventSource(url)),
  'undici EventSource': source((url) => new UndiciEventSource(url) as unknown as Source),
  'event-source-polyfill': source((url) => new EventSourcePolyfill(url)),
  'reconnecting-eventsource': source(
    (url) =>
      new ReconnectingEventSource(url, { eventSourceClass: EventSource as never, max_retry_time: 500 }),
  ),
  '@microsoft/fetch-event-source': (url, hear) => {
    const ending = new AbortController()
    const stream = fetchEventSource(`${url}${STREAM}`, {
      openWhenHidden: true,
      signal: ending.signal,
      onmessage: ({ event, data }) => {
        if (event === '' || event === 'message') hear(data)
      },
      // Left alone, it takes a clean end for the end.
      onclose: () => {
        throw new Error('again')
      },
      onerror: () => AGAIN_MS,
    })
    stream.catch(() => {})
    return () => ending.abort()
  },
  'Python, standard library': python('sse_reader.py', (url) => `${url}${STREAM}`),
  'reconnecting-websocket': returning(
    (url) =>
      new ReconnectingWebSocket(url, [], { WebSocket, maxReconnectionDelay: 500 }) as unknown as Socket,
  ),
  partysocket: returning(
    (url) => new PartySocket(url, [], { WebSocket, maxReconnectionDelay: 500 }) as unknown as Socket,
  ),
  sockette: (url, hear) => {
    const { subscribe, take } = subscriber(hear)
    const socket = new Sockette(socketUrl(url), {
      timeout: AGAIN_MS,
      onopen: () => socket.send(subscribe()),
      onmessage: ({ data }: MessageEvent) => take(String(data)),
    })
    return () => socket.close(1000)
  },
  ws: plain((url) => new WebSocket(url) as unknown as Socket),
  'undici WebSocket': plain((url) => new UndiciWebSocket(url) as unknown as Socket),
  'faye-websocket': reopened((url, { opened, heard, closed }) => {
    const socket = new FayeWebSocket(url)
    socket.on('open', () => opened((text) => socket.send(text)))
    socket.on('message', ({ data }) => heard(data))
    socket.on('close', ({ code }) => closed(code))
    return () => socket.close()
  }),
  'Python, websocket-client': python('web_socket_reader.py', socketUrl),
}
