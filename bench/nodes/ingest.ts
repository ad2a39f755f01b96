import { startAsked } from '../load/asked-process.ts'
import type { Ingested, IngestQuestions } from '../load/ingest-sender.ts'
import { median } from '../measures/print-run.ts'
import { cpuOf } from '../measures/process-cost.ts'
import { type Database, spentBetween } from '../servers/database.ts'
import { metricOf } from '../servers/server-metrics.ts'
import type { BenchNodes } from './bench-nodes.ts'

/** How fast alerts go in through PostgreSQL, and how fast PostgreSQL commits by itself. */
export interface IngestRun {
  readonly what: string
  readonly alertsPerSecond: number
  readonly p50: number
  readonly p99: number
  readonly refused: number
  readonly commitsPerSecond: number
  /** Processor time an alert, µs: of all nodes, and of the database. */
  readonly nodes: number
  readonly database: number
  /** Of `pgbench`, by one client and by eight. */
  readonly pgbench: { readonly one: number; readonly eight: number }
}

const COMMITS = 'watchfloor_commit_duration_seconds_count'
const PGBENCH_SECONDS = 5
const MUST = 5_000

interface Share {
  readonly node: number
  readonly from: number
  readonly alerts: number
}

/** Who posts what to whom, of so many alerts in all. */
function plansOf(alerts: number): Readonly<Record<string, (nodes: number) => readonly Share[]>> {
  const part = (nodes: number): number => Math.floor(alerts / nodes)
  const all = (nodes: number): readonly number[] => Array.from({ length: nodes }, (_, node) => node)
  return {
    'all of them to one node': () => [{ node: 0, from: 0, alerts }],
    'each node gets others': (nodes) =>
      all(nodes).map((node) => ({ node, from: alerts + node * part(nodes), alerts: part(nodes) })),
    'every node gets all of them, as Prometheus does': (nodes) =>
      all(nodes).map((node) => ({ node, from: 2 * alerts, alerts: part(nodes) })),
  }
}

export async function ingestThrough(
  database: Database,
  { nodes }: BenchNodes,
  options: { readonly alerts: number; readonly batch: number },
): Promise<readonly IngestRun[]> {
  const runs: IngestRun[] = []
  const plans = Object.entries(plansOf(options.alerts)).slice(0, nodes.length === 1 ? 1 : undefined)
  for (const [what, sharesOf] of plans) {
    const one = await database.commitsPerSecond(1, PGBENCH_SECONDS)
    const eight = await database.commitsPerSecond(8, PGBENCH_SECONDS)
    const before = await look()
    const began = performance.now()
    const sent = await Promise.all(sharesOf(nodes.length).map(send))
    const seconds = (performance.now() - began) / 1_000
    const after = await look()
    const alerts = sharesOf(nodes.length).reduce((sum, share) => sum + share.alerts, 0)
    runs.push({
      what: `${nodes.length} nodes, ${what}`,
      alertsPerSecond: alerts / seconds,
      p50: median(sent.map(({ p50 }) => p50)),
      p99: Math.max(...sent.map(({ p99 }) => p99)),
      refused: sent.reduce((sum, { refused }) => sum + refused, 0),
      commitsPerSecond: (after.commits - before.commits) / seconds,
      nodes: ((after.nodes - before.nodes) / alerts) * 1e6,
      database: (spentBetween(before.database, after.database) / alerts) * 1e6,
      pgbench: { one, eight },
    })
  }
  return runs

  async function send({ node, from, alerts }: Share): Promise<Ingested> {
    const sender = startAsked<IngestQuestions>('ingest-sender.ts')
    try {
      const port = nodes[node]?.port ?? 0
      const endsAt = new Date(Date.now() + 3_600_000).toISOString()
      return await sender.ask('ingest', { port, from, alerts, batch: options.batch, senders: 8, endsAt })
    } finally {
      await sender.stop()
    }
  }

  async function look() {
    const cpu = await cpuOf(nodes.flatMap(({ pids }) => pids))
    const commits = await Promise.all(nodes.map(({ url }) => metricOf(url, COMMITS)))
    return {
      nodes: cpu.user + cpu.system,
      database: await database.cpu(),
      commits: commits.reduce((sum, count) => sum + count),
    }
  }
}

export function ingestTable(runs: readonly IngestRun[]): string {
  const rows = runs.map((run) =>
    [
      run.what,
      `${run.alertsPerSecond.toFixed(0)}/s${run.refused > 0 ? `, ${run.refused} requests refused` : ''}; ${MUST}: ${run.alertsPerSecond >= MUST ? 'met' : 'missed'}`,
      `${run.p50.toFixed(1)}, ${run.p99.toFixed(1)} ms`,
      `${run.commitsPerSecond.toFixed(0)}/s`,
      `${run.pgbench.one.toFixed(0)}/s; ${run.pgbench.eight.toFixed(0)}/s`,
      `${(run.alertsPerSecond / run.pgbench.one).toFixed(1)}; ${(run.alertsPerSecond / run.pgbench.eight).toFixed(1)}`,
      `${run.nodes.toFixed(0)} + ${run.database.toFixed(0)} µs`,
    ].join(' | '),
  )
  const head =
    'new alerts | rate | p50, p99 | commits | pgbench by one client; by eight | alerts to its commits | processor an alert: nodes + database'
  return [head, '--- | --- | --- | --- | --- | --- | ---', ...rows].map((row) => `| ${row} |`).join('\n')
}
