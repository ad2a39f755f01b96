import type { Control, EventType, Page } from '@watchfloor/contract'
import { createParser } from 'eventsource-parser'
import WebSocket from 'ws'

export type Over = 'sse' | 'websocket' | 'polling'
export const OVER: readonly Over[] = ['sse', 'websocket', 'polling']

/** What comes over a stream, each as it is on the wire. */
export interface Ear {
  readonly event: (text: string) => void
  readonly control: (control: Control) => void
  readonly ended: (how: string) => void
}

export interface Asked {
  readonly url: string
  readonly cursor: string
  readonly types: readonly EventType[] | undefined
}

/** Opens a stream of one of the three kinds without any library of ours, and answers the way to end it. */
export function openRawStream(over: Over, asked: Asked, ear: Ear): () => void {
  let isOver = false
  const quiet: Ear = {
    event: (text) => !isOver && ear.event(text),
    control: (control) => !isOver && ear.control(control),
    ended: (how) => {
      if (isOver) return
      isOver = true
      ear.ended(how)
    },
  }
  const stop = STREAMS[over](asked, quiet)
  return () => {
    isOver = true
    stop()
  }
}

const STREAMS: Readonly<Record<Over, (asked: Asked, ear: Ear) => () => void>> = {
  sse: (asked, ear) => {
    const ending = new AbortController()
    const parser = createParser({
      onEvent: ({ event, data }) => {
        if (event === undefined) ear.event(data)
        else ear.control(JSON.parse(data) as Control)
      },
    })
    const read = async (): Promise<void> => {
      const { signal } = ending
      const response = await fetch(`${asked.url}/api/v2/events/stream?${queryOf(asked)}`, { signal })
      if (!response.ok || response.body === null) return ear.ended(`status ${response.status}`)
      const decoder = new TextDecoder()
      for await (const bytes of response.body) parser.feed(decoder.decode(bytes, { stream: true }))
      ear.ended('end')
    }
    read().catch(() => ear.ended('broken'))
    return () => ending.abort()
  },

  websocket: ({ url, cursor, types }, ear) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws/dashboard`, { handshakeTimeout: 3_000 })
    socket.on('error', () => ear.ended('broken'))
    socket.on('close', (code) => ear.ended(String(code)))
    socket.on('open', () =>
      socket.send(JSON.stringify({ action: 'subscribe', cursor, ...(types && { filter: { types } }) })),
    )
    socket.on('message', (data) => {
      const text = data.toString()
      if (text.startsWith('{"control"')) ear.control(JSON.parse(text) as Control)
      else ear.event(text)
    })
    return () => socket.terminate()
  },

  polling: (asked, ear) => {
    const ending = new AbortController()
    const loop = async (): Promise<void> => {
      for (let cursor = asked.cursor; !ending.signal.aborted; ) {
        const signal = AbortSignal.any([ending.signal, AbortSignal.timeout(5_000)])
        const query = queryOf({ ...asked, cursor })
        query.set('wait', '1')
        const response = await fetch(`${asked.url}/api/v2/events?${query}`, { signal })
        if (!response.ok) return ear.ended(`status ${response.status}`)
        const page = (await response.json()) as Page
        if (page.reset !== undefined) ear.control(page.reset)
        for (const event of page.events) ear.event(JSON.stringify(event))
        const { head, server_time } = page
        ear.control({ control: 'heartbeat', cursor: page.cursor, head, server_time })
        cursor = page.cursor
      }
    }
    loop().catch(() => ear.ended('broken'))
    return () => ending.abort()
  },
}

function queryOf({ cursor, types }: Asked): URLSearchParams {
  return new URLSearchParams({ cursor, ...(types !== undefined && { types: types.join(',') }) })
}
