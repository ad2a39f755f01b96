import { createClient, type Fetch, systemPlatform } from '@watchfloor/client'
import { formatTime } from '@watchfloor/contract'

/** A program of its own, run with `--expose-gc`: a client that reads a million events. Prints what its heap held. */
const EVENTS = 1_000_000
const PER_CHUNK = 500
const LOOKS = 5

const gc = (globalThis as unknown as { readonly gc: () => void }).gc
const heaps: number[] = []
let applied = 0
let last = 0
let isOrdered = true

const time = formatTime(Date.UTC(2026, 0, 5))
const board = { cursor: 'e.0', server_time: time, alerts: [], silences: [], health: [], stats: null }

function eventText(sequence: number): string {
  const prev = sequence - 1
  const data = { level: 'info', message: `number ${sequence}` }
  const head = { id: `event-${sequence}`, timestamp: time, epoch: 'e', sequence, prev }
  const event = { type: 'system_notification', source: 'system', data, ...head }
  return `id: e.${sequence}\ndata: ${JSON.stringify(event)}\n\n`
}

/** What the server writes: hello, and then events without an end. */
function streamReader() {
  let sequence = 0
  let isOpen = false
  return {
    read: async () => {
      await new Promise<void>((resolve) => setImmediate(resolve))
      let text = ''
      if (!isOpen) {
        isOpen = true
        const report = { cursor: 'e.0', head: 'e.0', server_time: time }
        const hello = {
          control: 'hello',
          ...report,
          heartbeat_ms: 15_000,
          retry_ms: 2_000,
          version: '1',
          connection: 'c',
        }
        text = `retry: 2000\nevent: hello\nid: e.0\ndata: ${JSON.stringify(hello)}\n\n`
      }
      for (let n = 0; n < PER_CHUNK && sequence < EVENTS; n++) text += eventText(++sequence)
      if (text === '') await new Promise(() => {})
      return { done: false, value: new TextEncoder().encode(text) }
    },
    cancel: async () => {},
  }
}

const fetch: Fetch = async (url) => {
  const isStream = url.includes('/events/stream')
  const type = isStream ? 'text/event-stream' : 'application/json'
  const body = isStream ? { getReader: streamReader } : new Response(JSON.stringify(board)).body
  const headers = { get: (name: string) => (name.toLowerCase() === 'content-type' ? type : null) }
  return { status: 200, type: 'basic', headers, body, text: async () => JSON.stringify(board) }
}

const client = createClient({
  ...systemPlatform(globalThis),
  fetch,
  WebSocket: undefined,
  url: 'http://watch.example',
  onBoard: () => {},
  onFreshness: () => {},
  onEvents: (events) => {
    for (const event of events) {
      if (event.type === 'stats_updated') continue
      isOrdered &&= event.sequence === last + 1
      last = event.sequence
    }
    const before = applied
    applied += events.length
    const step = EVENTS / LOOKS
    if (Math.floor(applied / step) > Math.floor(before / step)) look()
  },
})

function look(): void {
  // In a later turn: what this one still holds is not the client's.
  setImmediate(() => {
    gc()
    heaps.push(process.memoryUsage().heapUsed)
    if (heaps.length < LOOKS) return
    client.stop()
    process.stdout.write(JSON.stringify({ applied, isOrdered, heaps, counts: client.freshness().counts }))
    process.exit(0)
  })
}

client.start()
