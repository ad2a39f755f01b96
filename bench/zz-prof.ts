import { startBenchServer } from './servers/bench-server.ts'
import { startAsked } from './load/asked-process.ts'
const N = Number(process.argv[2] ?? 50000)
const dir = '/work/wt/middle-scratch/prof'
const server = await startBenchServer({ flags: ['--cpu-prof', `--cpu-prof-dir=${dir}`, '--cpu-prof-interval=400'] })
const sender = startAsked<any>('ingest-sender.ts')
const task = { port: server.port, alerts: N, batch: 64, senders: 8 }
const later = (h: number) => new Date(Date.now() + h * 3_600_000).toISOString()
for (let run = 0; run < 2; run++) {
  const done = await sender.ask('ingest', { ...task, from: run * N, endsAt: later(1 + run) })
  console.log(JSON.stringify(done).slice(0, 300))
}
await sender.stop()
await server.stop()
