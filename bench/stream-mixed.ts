import { parseArgs } from 'node:util'
import { startBenchServer } from './bench-server.ts'
import { deliveryLine } from './delivery-line.ts'
import { type Round, runRound } from './delivery-round.ts'
import { withGenerator } from './generator.ts'
import { median, printRun, saveResults } from './print-run.ts'

/** POST → client at a storm's rate, with half the clients on SSE and half on WebSocket. */
const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '1000,2000' },
    rate: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '10' },
    runs: { type: 'string', default: '5' },
  },
})

async function run(clients: number): Promise<Round> {
  const server = await startBenchServer()
  try {
    return await withGenerator(async (generator) => {
      const { port, pids, report } = server
      await generator.publisher.ask('aim', { kind: 'alerts', port, alerts: 2_000 })
      for (const kind of ['sse', 'websocket'] as const) {
        await generator.readers.ask('open', { group: kind, kind, port, count: clients / 2 })
      }
      return runRound(generator, {
        groups: ['sse', 'websocket'],
        pids,
        rate: Number(values.rate),
        warmUpMs: 3_000,
        measureMs: Number(values.seconds) * 1_000,
        report,
      })
    })
  } finally {
    await server.stop()
  }
}

printRun()
const sizes = values.clients.split(',').map(Number)
const results = new Map<number, Round[]>(sizes.map((clients) => [clients, []]))
for (let i = 1; i <= Number(values.runs); i++) {
  for (const clients of sizes) {
    const round = await run(clients)
    results.get(clients)?.push(round)
    console.log(deliveryLine(`${clients} mixed`, round))
  }
}
for (const [clients, rounds] of results) {
  const of = (pick: (round: Round) => number): string => median(rounds.map(pick)).toFixed(1)
  console.log(
    `${clients} clients, medians of ${rounds.length}: p50 ${of(({ p50 }) => p50)} ms, p99 ${of(({ p99 }) => p99)} ms, server ${of(({ serverMicros }) => serverMicros)} µs/delivery`,
  )
}
await saveResults('stream-mixed', [...results])
printRun()
