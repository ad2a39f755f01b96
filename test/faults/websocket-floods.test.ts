import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { fire, logged } from '../client/feed.ts'
import { runs } from '../support/chance.ts'
import { type ServerProcess, startServerProcess } from '../support/programs/server-process.ts'
import { encodeFrame, OPCODE, type RawFrame, RawWebSocket } from '../support/stream/raw-web-socket.ts'
import { openSocket, sse } from '../support/stream/stream-clients.ts'
import { tempDir } from '../support/temp-dir.ts'
import { until } from '../support/until.ts'

const { text, more, ping, pong } = OPCODE
const MIB = 1024 * 1024
/** How many alerts are sent meanwhile, one after the other. */
const ROUNDS = runs(50)

const repeated = (frame: RawFrame, times: number): Buffer =>
  Buffer.concat(Array.from({ length: times }, () => encodeFrame(frame)))

const subscribe = encodeFrame({ opcode: text, payload: '{"action":"subscribe"}' })

/** What an attacker sends, again and again, for as long as it is let. */
const FLOODS: readonly { readonly name: string; readonly bytes: Buffer; readonly isDeaf?: boolean }[] = [
  {
    name: 'pings, reading no answer',
    bytes: repeated({ opcode: ping, payload: 'x'.repeat(125) }, 500),
    isDeaf: true,
  },
  { name: 'pings', bytes: repeated({ opcode: ping }, 5_000) },
  { name: 'pongs', bytes: repeated({ opcode: pong }, 5_000) },
  { name: 'messages', bytes: repeated({ opcode: text, payload: '{"action":"ping"}' }, 2_000) },
  { name: 'empty fragments', bytes: repeated({ opcode: more, fin: false }, 5_000) },
  { name: 'wrong frames', bytes: repeated({ opcode: 3 }, 5_000) },
]

/** Messages that never end: each as large as is allowed before the server must say no. */
const UNFINISHED: readonly Buffer[] = [
  encodeFrame({ opcode: text, payload: 'x'.repeat(65_535), claims: 65_536 }),
  Buffer.concat([
    encodeFrame({ opcode: text, payload: 'x', fin: false }),
    repeated({ opcode: more, payload: 'x', fin: false }, 126),
  ]),
]

async function memoryOf({ program }: ServerProcess): Promise<number> {
  const status = await readFile(`/proc/${program.child.pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024
}

/** Opens connections, one after the other, and sends the flood for as long as each lives; how many were told why. */
async function attack(
  url: string,
  { bytes, isDeaf }: (typeof FLOODS)[number],
  ending: AbortSignal,
): Promise<number> {
  let told = 0
  while (!ending.aborted) {
    const client = await RawWebSocket.open(url)
    const { socket } = client
    if (isDeaf === true) socket.pause()
    let isOver = false
    const closed = client.closed.then((code) => {
      isOver = true
      if (code !== 'cut') told++
    })
    const over = new Promise<void>((resolve) => {
      socket.once('close', resolve)
      ending.addEventListener('abort', () => resolve(), { once: true })
    })
    client.sendBytes(subscribe)
    while (!ending.aborted && !isOver && socket.writable) {
      if (socket.write(bytes)) await new Promise(setImmediate)
      else await Promise.race([once(socket, 'drain').catch(() => undefined), closed, over])
    }
    socket.destroy()
    await closed
  }
  return told
}

test('P15: floods and messages that never end: memory stays bounded, and others get their events meanwhile', async () => {
  const env = {
    WATCHFLOOR_LIMITS_STREAMS_PER_ADDRESS: '1000',
    WATCHFLOOR_LIMITS_STREAM_ATTEMPTS_PER_MINUTE: '100000',
  }
  const server = await startServerProcess(await tempDir(), { env })
  onTestFinished(() => server.program.stop())
  const readers = [sse.open(server.url), openSocket(server.url, {}).client]
  for (const reader of readers) await reader.untilControl('hello')
  await fire(server.url, 'Before')
  const empty = await memoryOf(server)
  for (const bytes of UNFINISHED) {
    for (let i = 0; i < 100; i++)
      (await RawWebSocket.open(server.url)).sendBytes(Buffer.concat([subscribe, bytes]))
  }
  const before = await memoryOf(server)
  const ending = new AbortController()
  const attackers = FLOODS.flatMap((flood) => [
    attack(server.url, flood, ending.signal),
    attack(server.url, flood, ending.signal),
  ])

  const waits: number[] = []
  let most = 0
  for (let i = 0; i < ROUNDS; i++) {
    const began = performance.now()
    await fire(server.url, `During${i}`)
    const isHere = () =>
      readers.every(({ events }) =>
        events.some((e) => e.source === 'alert_processor' && e.data.alertname === `During${i}`),
      )
    for (const reader of readers) await reader.until(isHere)
    waits.push(performance.now() - began)
    most = Math.max(most, await memoryOf(server))
    await sleep(50)
  }
  ending.abort()
  const told = (await Promise.all(attackers)).reduce((sum, count) => sum + count, 0)
  waits.sort((a, b) => a - b)
  console.log(
    `POST to both readers: median ${waits[waits.length >> 1]?.toFixed(0)} ms, longest ${waits.at(-1)?.toFixed(0)} ms; ` +
      `memory ${(empty / MIB).toFixed(0)} MiB, with 200 unfinished messages ${(before / MIB).toFixed(0)}, at most ${(most / MIB).toFixed(0)}; ${told} attackers were told`,
  )

  const sequences = await logged(server.url)
  for (const reader of readers) {
    await reader.until(() => reader.sequences.at(-1) === sequences.at(-1))
    expect(reader.sequences).toEqual(sequences.slice(-reader.sequences.length))
  }
  expect(told).toBeGreaterThan(FLOODS.length)
  // 64 KiB each, and what the connections themselves need.
  expect(before - empty).toBeLessThan(100 * MIB)
  expect(most - before).toBeLessThan(300 * MIB)
  await until('everybody who was told to be gone', async () => {
    const health = (await (await fetch(`${server.url}/health/realtime`)).json()) as {
      connections: { websocket: number }
    }
    return health.connections.websocket <= 201 || undefined
  })
})
