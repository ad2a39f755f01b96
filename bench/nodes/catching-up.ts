import { setTimeout as sleep } from 'node:timers/promises'
import { startAsked } from '../load/asked-process.ts'
import type { IngestQuestions } from '../load/ingest-sender.ts'
import { cpuOf } from '../measures/process-cost.ts'
import type { BenchServer } from '../servers/bench-server.ts'
import type { BenchNodes } from './bench-nodes.ts'

/** A node that stood still while another took so many events. */
export interface CaughtUpRun {
  readonly events: number
  /** From when it went on until it was at the other's head, s. */
  readonly seconds: number
  /** Its processor time meanwhile, s. */
  readonly cpu: number
}

const LOOK_EVERY_MS = 20
const PATIENCE_MS = 120_000

/** Stops the second node as a machine that hangs does, posts new alerts to the first, and lets the second go on. */
export async function catchUp({ nodes }: BenchNodes, events: number): Promise<CaughtUpRun> {
  const [first, second] = nodes
  const pid = second?.pids[0]
  if (first === undefined || second === undefined || pid === undefined) throw new Error('it takes two nodes')
  const sender = startAsked<IngestQuestions>('ingest-sender.ts')
  process.kill(pid, 'SIGSTOP')
  try {
    const endsAt = new Date(Date.now() + 3_600_000).toISOString()
    await sender.ask('ingest', { port: first.port, alerts: events, batch: 64, senders: 8, endsAt })
  } finally {
    process.kill(pid, 'SIGCONT')
    await sender.stop()
  }
  const began = performance.now()
  const before = await cpuOf([pid])
  const head = await headOf(first)
  for (;;) {
    if ((await headOf(second)) >= head) break
    if (performance.now() - began > PATIENCE_MS) throw new Error('it does not catch up')
    await sleep(LOOK_EVERY_MS)
  }
  const seconds = (performance.now() - began) / 1_000
  const after = await cpuOf([pid])
  return { events, seconds, cpu: after.user + after.system - before.user - before.system }
}

/** Sequence of the newest event that a node knows. */
export async function headOf({ url }: Pick<BenchServer, 'url'>): Promise<number> {
  const { head } = (await (await fetch(`${url}/health/realtime`)).json()) as { readonly head: string }
  return Number(head.split('.')[1])
}
