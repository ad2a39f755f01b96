import { setTimeout as sleep } from 'node:timers/promises'
import { type StormResult, storm } from '../../test/support/hostility/storm.ts'
import { startWitness } from '../../test/support/hostility/witness.ts'
import { startBenchServer } from '../servers/bench-server.ts'

export interface HostileResult extends StormResult {
  readonly seed: number
  /** The longest that `/healthz` took for a bystander, ms, less what its thread and the server's waited for a processor. */
  readonly idle: number
  readonly worst: number
  /** The most that the server's main thread worked while one waited, ms of its own processor time. */
  readonly worked: number
  readonly unanswered: number
  readonly holes: readonly string[]
  readonly cuts: number
  /** Events that a reader of the stream got meanwhile. */
  readonly events: number
  /** Heap after a full collection, MiB: before, and after. */
  readonly heapBefore: number
  readonly heapAfter: number
}

/** Hostile requests over every route for so long, and a bystander who asks `/healthz` and reads the stream. */
export async function runHostile(seconds: number, seed: number): Promise<HostileResult> {
  const server = await startBenchServer()
  const witness = startWitness({ url: server.url, pid: server.pids[0] ?? 0 })
  const heap = async (): Promise<number> => (await server.inside('collect')).heapUsed / 1024 / 1024
  try {
    await sleep(1_000)
    await witness.ask()
    await sleep(3_000)
    const idle = await witness.ask()
    const heapBefore = await heap()
    const result = await storm(server.url, seed, seconds * 1_000)
    await sleep(1_000)
    const { worst, worked, unanswered, holes, cuts, sequence } = await witness.ask()
    const events = sequence - idle.sequence
    const seen = { idle: idle.worst, worst, worked, unanswered, holes, cuts, events }
    return { ...result, ...seen, seed, heapBefore, heapAfter: await heap() }
  } finally {
    await witness.stop()
    await server.stop()
  }
}
