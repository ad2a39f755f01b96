import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Stats } from '@watchfloor/contract'
import { startAsked } from '../load/asked-process.ts'
import type { IngestQuestions } from '../load/ingest-sender.ts'
import type { Database } from '../servers/database.ts'
import { type Start, timedStart } from '../servers/timed-start.ts'
import { startNodes } from './bench-nodes.ts'

/** Starts a node where so many alerts fire, again and again: beside the one that took them, or after it. */
export async function startNode(
  database: Database,
  options: {
    readonly file: string
    readonly alerts: number
    readonly runs: number
    readonly isBeside: boolean
  },
): Promise<readonly Start[]> {
  const { file, alerts, runs, isBeside } = options
  const { nodes, stop, env } = await startNodes(database, 1)
  const folder = await mkdtemp(join(tmpdir(), 'watchfloor-bench-'))
  const sender = startAsked<IngestQuestions>('ingest-sender.ts')
  try {
    const port = nodes[0]?.port ?? 0
    const endsAt = new Date(Date.now() + 3_600_000).toISOString()
    await sender.ask('ingest', { port, alerts, batch: 64, senders: 8, endsAt })
    if (!isBeside) await stop()
    const check = async (url: string): Promise<void> => {
      const { firing_alerts: firing } = (await (await fetch(`${url}/api/v2/stats`)).json()) as Stats
      if (firing !== alerts) throw new Error(`${firing} of ${alerts} alerts fire`)
    }
    const starts: Start[] = []
    for (let run = 0; run < runs; run++)
      starts.push(await timedStart(file, folder, { ...env, XDG_CACHE_HOME: join(folder, 'cache') }, check))
    return starts
  } finally {
    await sender.stop()
    await stop()
    await rm(folder, { recursive: true, force: true })
  }
}
