import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Server } from '@watchfloor/server'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { METRICS } from '../../server/src/metrics/metric-table.ts'
import { post } from '../support/http/post.ts'
import { runServer, sharedServer } from '../support/http/run-server.ts'
import { makePair, trust } from '../support/network/certificates.ts'
import { sharedPostgres } from '../support/programs/postgres.ts'
import { startProgram } from '../support/programs/program.ts'
import { tempDir } from '../support/temp-dir.ts'

const root = join(import.meta.dirname, '../..')
const RULES = 'deploy/prometheus/watchfloor-rules.yml'
// What is labelled by an upstream is there once one is configured; nothing has to listen there.
const postgres = sharedPostgres()
const shared = sharedServer({ config: { upstreams: [{ name: 'eu', url: 'http://127.0.0.1:9' }] } })

/** Names of series that a scrape of the running server gives. */
async function exposed(): Promise<ReadonlySet<string>> {
  // What is labelled by its sender is there once somebody has sent something.
  await post(`${shared().url}/api/v2/alerts`, '[{"labels":{"alertname":"A"}},{"labels":{}}]')
  return namesAt(shared())
}

async function namesAt({ url }: Server): Promise<ReadonlySet<string>> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return new Set([...text.matchAll(/^([a-zA-Z_:][\w:]*)(?:\{| )/gm)].map(([, name]) => name ?? ''))
}

/** What is of several servers is there on the database that they may share. */
async function onPostgres(): Promise<ReadonlySet<string>> {
  const { host, port, database, user, schema } = await postgres().newPlace()
  return namesAt(
    await runServer({ config: { store: 'postgres', postgres: { host, port, database, user, schema } } }),
  )
}

/** Names of metrics in an expression: words that are no function, label or label's value. */
function metricsIn(expression: string): readonly string[] {
  const bare = expression
    .replaceAll(/"[^"]*"/g, '')
    .replaceAll(/\{[^}]*\}/g, '')
    .replaceAll(/\[[^\]]*\]/g, '')
    .replaceAll(/\b(by|without|on|ignoring)\s*\([^)]*\)/g, '')
  return [...bare.matchAll(/[a-zA-Z_:][\w:]*(?!\w*\s*\()/g)]
    .map(([name]) => name)
    .filter((name) => name.includes('_') && !/^(histogram_quantile|clamp_min|label_values)$/.test(name))
}

async function promtool(...args: string[]): Promise<void> {
  const program = startProgram('promtool', args, { cwd: root })
  expect(await program.exited, program.output()).toBe(0)
}

test('promtool accepts the alert rules, and each fires when it should and not before', async () => {
  await promtool('check', 'rules', RULES)
  await promtool('test', 'rules', RULES.replace('.yml', '.test.yml'))
})

/** Gauges that kept their names: one is older than this server, three are Node's. Each has a right one beside it. */
const ODD_NAMES = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
  'realtime_connections_active_total',
]

test('promtool finds nothing in /metrics but four gauges whose names are kept', async () => {
  const names = await exposed()
  const file = join(await tempDir(), 'metrics')
  await writeFile(file, await (await fetch(`${shared().url}/metrics`)).text())
  const program = startProgram('sh', ['-c', 'promtool check metrics < "$0"', file])
  // 3: read, and with remarks.
  expect(await program.exited, program.output()).toBe(3)
  expect(program.output().trim().split('\n').toSorted()).toEqual(
    ODD_NAMES.map((name) => `${name} non-counter metrics should not have "_total" suffix`),
  )
  // Node's are there by type, and only while there is one of the type.
  expect(names).toContain('realtime_connections_active')
  expect(names).toContain('nodejs_active_handles')
})

test('every alert rule is fired by a test of its own, and asks for what a running server has', async () => {
  const { groups } = parse(await readFile(join(root, RULES), 'utf8')) as {
    groups: { rules: { alert: string; expr: string; labels: { severity: string } }[] }[]
  }
  const rules = groups.flatMap((group) => group.rules)
  const tested = await readFile(join(root, RULES.replace('.yml', '.test.yml')), 'utf8')
  // What is of TLS is there under it.
  const { certificate_file, key_file, certificate } = await makePair()
  trust({ certificate })
  const secured = await runServer({ config: { tls: { certificate_file, key_file } } })
  const names = new Set([...(await exposed()), ...(await namesAt(secured)), ...(await onPostgres())])
  for (const { alert, expr, labels } of rules) {
    expect(tested, alert).toContain(alert)
    expect(labels.severity).toMatch(/^(critical|warning|info)$/)
    const metrics = metricsIn(expr)
    if (expr.startsWith('up{')) continue
    expect(metrics.length, expr).toBeGreaterThan(0)
    for (const metric of metrics) expect(names, expr).toContain(metric)
  }
})

interface Panel {
  readonly title: string
  readonly type: string
  readonly targets?: readonly { readonly expr: string }[]
}

test('every panel of the dashboard asks for what a running server has', async () => {
  const text = await readFile(join(root, 'deploy/grafana/watchfloor-dashboard.json'), 'utf8')
  const { panels } = JSON.parse(text) as { readonly panels: readonly Panel[] }
  const names = await exposed()
  const asked = new Set<string>()
  for (const { title, type, targets = [] } of panels) {
    if (type === 'row') continue
    expect(targets.length, title).toBeGreaterThan(0)
    for (const { expr } of targets) {
      const metrics = metricsIn(expr)
      expect(metrics.length, expr).toBeGreaterThan(0)
      for (const metric of metrics) {
        expect(names, `${title}: ${expr}`).toContain(metric)
        asked.add(metric.replace(/_bucket$/, ''))
      }
    }
  }
  for (const key of [
    'connectionsByRightName',
    'events',
    'latency',
    'errors',
    'reconnects',
    'broadcast',
  ] as const)
    expect(asked).toContain(METRICS[key].name)
})
