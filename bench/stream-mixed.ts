/**
 * Shows how long an alert takes from its POST to each client at a storm's rate, with half the clients on SSE and half
 * on WebSocket; beside it, in the same run, nchan with as many on SSE, which commits nothing to disk.
 *
 *     node bench/stream-mixed.ts --clients 1000,2000 --rate 50
 */

import { parseArgs } from 'node:util'
import { type Round, runRound } from './load/delivery-round.ts'
import { withGenerator } from './load/generator.ts'
import type { TargetOptions } from './load/publish-target.ts'
import type { ReaderKind } from './load/reader-kinds.ts'
import { RoundsByName } from './load/rounds-by-name.ts'
import { printRun, saveResults } from './measures/print-run.ts'
import { startBenchServer } from './servers/bench-server.ts'
import { type Contender, startNchan } from './servers/rivals.ts'

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '1000,2000' },
    rate: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '10' },
    runs: { type: 'string', default: '5' },
  },
})
const MESSAGE_BYTES = 620

async function measure(
  contender: Contender,
  groups: readonly ReaderKind[],
  clients: number,
  target: TargetOptions,
): Promise<Round> {
  const { port, pids, report } = contender
  try {
    return await withGenerator(async (generator) => {
      await generator.publisher.ask('aim', target)
      for (const kind of groups) {
        await generator.readers.ask('open', { group: kind, kind, port, count: clients / groups.length })
      }
      const measureMs = Number(values.seconds) * 1_000
      return runRound(generator, {
        groups,
        pids,
        rate: Number(values.rate),
        warmUpMs: 3_000,
        measureMs,
        report,
      })
    })
  } finally {
    await contender.stop()
  }
}

const rounds = new RoundsByName()
printRun()
for (let i = 1; i <= Number(values.runs); i++) {
  for (const clients of values.clients.split(',').map(Number)) {
    const server = await startBenchServer()
    const { port } = server
    const round = await measure(server, ['sse', 'websocket'], clients, {
      kind: 'alerts',
      port,
      alerts: 2_000,
    })
    rounds.keep(`${clients} mixed`, round)
    const nchan = await startNchan(2)
    if (nchan === undefined) continue
    const target = { kind: 'nchan', port: nchan.port, bytes: MESSAGE_BYTES } as const
    rounds.keep(`${clients} nchan`, await measure(nchan, ['nchan'], clients, target))
  }
}
rounds.printMedians()
await saveResults('stream-mixed', rounds.all)
printRun()
