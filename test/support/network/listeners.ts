import type { DurableEvent, Page } from '@watchfloor/contract'
import { EventSource } from 'eventsource'
import WebSocket from 'ws'

/** Collects the durable events of one transport, in order, with means that are not our own client. */
export interface Listener {
  readonly events: DurableEvent[]
  readonly stop: () => void
}

/** Server-sent events, read by the npm package `eventsource`. */
export function listenSse(url: string): Promise<Listener> {
  const source = new EventSource(`${url}/api/v2/events/stream`)
  const events: DurableEvent[] = []
  source.onmessage = (message) => {
    const event = JSON.parse(message.data as string)
    if ('sequence' in event) events.push(event)
  }
  return new Promise((resolve) => {
    source.addEventListener('hello', () => resolve({ events, stop: () => source.close() }))
  })
}

export function listenWebSocket(url: string): Promise<Listener> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws/dashboard`)
  const events: DurableEvent[] = []
  return new Promise((resolve, reject) => {
    socket.on('error', reject)
    socket.on('open', () => socket.send(JSON.stringify({ action: 'subscribe' })))
    socket.on('message', (data) => {
      const frame = JSON.parse(data.toString())
      if (frame.control === 'hello') resolve({ events, stop: () => socket.terminate() })
      if ('sequence' in frame) events.push(frame)
    })
  })
}

export async function listenPolling(url: string): Promise<Listener> {
  const ending = new AbortController()
  const events: DurableEvent[] = []
  const ask = async (query: string): Promise<Page> => {
    const response = await fetch(`${url}/api/v2/events?${query}`, { signal: ending.signal })
    return (await response.json()) as Page
  }
  let { cursor } = await ask('')
  const loop = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      const page = await ask(`wait=5&cursor=${cursor}`).catch(() => undefined)
      if (page === undefined) return
      events.push(...(page.events.filter((event) => 'sequence' in event) as DurableEvent[]))
      cursor = page.cursor
    }
  }
  void loop()
  return { events, stop: () => ending.abort() }
}
