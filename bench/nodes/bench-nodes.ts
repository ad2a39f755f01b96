import { type BenchServer, startBenchServer } from '../servers/bench-server.ts'
import type { Database } from '../servers/database.ts'
import { HEAP_FLAG } from '../servers/heap-flag.ts'

/** Nodes on one database. */
export interface BenchNodes {
  readonly nodes: readonly BenchServer[]
  /** With which settings a further one may join them. */
  readonly env: Readonly<Record<string, string>>
  readonly stop: () => Promise<void>
}

let schemas = 0

/** Starts so many nodes, one after the other, on a schema of their own. */
export async function startNodes(
  database: Database,
  count: number,
  env: Readonly<Record<string, string>> = {},
): Promise<BenchNodes> {
  const settings = { ...database.settings(`bench_${++schemas}`), ...env }
  const nodes: BenchServer[] = []
  const stop = async (): Promise<void> => {
    for (const node of nodes.splice(0).toReversed()) await node.stop()
  }
  try {
    for (let n = 0; n < count; n++) nodes.push(await startBenchServer({ flags: [HEAP_FLAG], env: settings }))
    return { nodes, env: settings, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
