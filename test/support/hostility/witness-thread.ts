import { readFileSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'

/** What a bystander saw since it was last asked. */
export interface Seen {
  /** The longest that `/healthz` took, ms, less what this thread and the server's waited for a processor. */
  readonly worst: number
  /** The same as a clock shows it. */
  readonly longest: number
  /** The most that the server's main thread worked while one `/healthz` waited, ms of its own processor time. */
  readonly worked: number
  readonly pulses: number
  /** Pulses that had no 200 within a minute. */
  readonly unanswered: number
  /** Sequence of the newest event that the reader has; all up to it came, in order and once. */
  readonly sequence: number
  /** Where the reader missed something, or was told that its cursor cannot be continued. */
  readonly holes: readonly string[]
  /** How often the reader's stream ended, and it came back with its cursor. */
  readonly cuts: number
}

const { url, pid } = workerData as { readonly url: string; readonly pid: number }
const agent = new Agent({ keepAlive: true, maxSockets: 1 })

let [worst, longest, worked, pulses, unanswered] = [0, 0, 0, 0, 0]
let [sequence, cursor, cuts] = [0, '', 0]
let holes: string[] = []

/** How long a thread ran, and how long it was ready to run while every processor was taken by others, ms; Linux counts both. */
function timesOf(thread: string): { readonly ran: number; readonly queued: number } {
  try {
    const [ran, queued] = readFileSync(`/proc/${thread}/schedstat`, 'utf8').split(' ')
    return { ran: Number(ran) / 1e6, queued: Number(queued) / 1e6 }
  } catch {
    return { ran: 0, queued: 0 }
  }
}

function look(): { readonly at: number; readonly ran: number; readonly queued: number } {
  const [own, server] = [timesOf('thread-self'), timesOf(`${pid}/task/${pid}`)]
  return { at: performance.now(), ran: server.ran, queued: own.queued + server.queued }
}

async function pulse(): Promise<void> {
  const before = look()
  const isWell = await new Promise<boolean>((resolve) => {
    const request = get(`${url}/healthz`, { agent, timeout: 60_000 }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode === 200))
    })
    request.on('timeout', () => request.destroy())
    request.on('error', () => resolve(false))
  })
  const after = look()
  const took = after.at - before.at
  pulses++
  if (!isWell) unanswered++
  longest = Math.max(longest, took)
  worst = Math.max(worst, took - (after.queued - before.queued))
  worked = Math.max(worked, after.ran - before.ran)
}

/** A fast reader: it looks at nothing but the fields of the stream, and comes back with the id that it had last. */
function read(): Promise<void> {
  return new Promise((resolve) => {
    const headers = { accept: 'text/event-stream', ...(cursor !== '' && { 'last-event-id': cursor }) }
    const request = get(`${url}/api/v2/events/stream`, { headers, agent: false }, (response) => {
      let rest = ''
      response.setEncoding('utf8').on('data', (text: string) => {
        const lines = (rest + text).split('\n')
        rest = lines.pop() ?? ''
        for (const line of lines) take(line)
      })
      response.on('close', resolve)
    })
    request.on('error', () => resolve())
  })
}

function take(line: string): void {
  if (line.startsWith('event: reset')) holes.push(`reset after ${cursor}`)
  if (!line.startsWith('id: ')) return
  const id = line.slice(4)
  const next = Number(id.split('.')[1])
  const isNew = id !== cursor
  if (cursor !== '' && isNew && next !== sequence + 1) holes.push(`${id} after ${cursor}`)
  cursor = id
  sequence = next
}

async function readOnAndOn(): Promise<void> {
  for (;;) {
    await read()
    cuts++
    await sleep(100)
  }
}

async function beat(): Promise<void> {
  for (;;) {
    await pulse()
    await sleep(10)
  }
}

parentPort?.on('message', () => {
  const seen: Seen = { worst, longest, worked, pulses, unanswered, sequence, holes, cuts }
  parentPort?.postMessage(seen)
  ;[worst, longest, worked, pulses, unanswered, cuts] = [0, 0, 0, 0, 0, 0]
  holes = []
})
void readOnAndOn()
void beat()
