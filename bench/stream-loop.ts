/**
 * Shows the longest turn of the server's loop while it fans out to thousands, measured inside it; beside it a loop of
 * this process that has nothing to do, which shows what the machine adds.
 *
 *     node bench/stream-loop.ts --clients 8000 --runs 5
 */

import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { withGenerator } from './load/generator.ts'
import { inWords, startIdleLoop } from './measures/measures.ts'
import { median, printRun, saveResults } from './measures/print-run.ts'
import { openFilesLimit } from './measures/process-cost.ts'
import { startBenchServer } from './servers/bench-server.ts'

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '8000' },
    rate: { type: 'string', default: '2' },
    seconds: { type: 'string', default: '15' },
    runs: { type: 'string', default: '5' },
    /** Of Node, for the server. */
    flags: { type: 'string', default: '' },
  },
})
const CLIENTS = Number(values.clients)

async function run() {
  const server = await startBenchServer({
    isLoopWatched: true,
    flags: values.flags.split(' ').filter(Boolean),
  })
  const idle = startIdleLoop()
  try {
    return await withGenerator(async ({ readers, publisher }) => {
      const { port } = server
      await publisher.ask('aim', { kind: 'alerts', port, alerts: 2_000 })
      for (const kind of ['sse', 'websocket'] as const) {
        await readers.ask('open', { group: kind, kind, port, count: CLIENTS / 2 })
      }
      await sleep(2_000)
      await Promise.all([server.inside(), idle.longestBlock()])
      await sleep(5_000)
      const [quiet, quietIdle] = await Promise.all([server.inside(), idle.longestBlock()])
      await publisher.ask('begin', Number(values.rate))
      await sleep(Number(values.seconds) * 1_000)
      const [busy, busyIdle] = await Promise.all([server.inside(), idle.longestBlock()])
      await publisher.ask('end')
      return { quiet, quietIdle, busy, busyIdle }
    })
  } finally {
    await idle.stop()
    await server.stop()
  }
}

const limit = await openFilesLimit()
if (limit < CLIENTS + 500) throw new Error(`a process may open only ${limit} files here`)
printRun()
const runs = []
for (let i = 1; i <= Number(values.runs); i++) {
  const result = await run()
  runs.push(result)
  console.log(
    `longest turn with ${CLIENTS} clients, no events: ${inWords(result.quiet.longest)}, idle loop ${inWords(result.quietIdle)}; at ${values.rate} events/s: ${inWords(result.busy.longest)}, collector at most ${result.busy.longestPause.toFixed(1)} ms, idle loop ${inWords(result.busyIdle)}`,
  )
}
console.log(
  `medians of ${runs.length}: ${inWords({ time: median(runs.map(({ busy }) => busy.longest.time)), work: median(runs.map(({ busy }) => busy.longest.work)) })}; idle loop ${inWords({ time: median(runs.map(({ busyIdle }) => busyIdle.time)), work: median(runs.map(({ busyIdle }) => busyIdle.work)) })}`,
)
await saveResults('stream-loop', runs)
printRun()
