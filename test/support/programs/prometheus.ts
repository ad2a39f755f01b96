import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '../network/free-port.ts'
import { answers, type Program, startProgram } from './program.ts'

export interface Prometheus {
  readonly url: string
  readonly program: Program
  /** Changes some of what it measures; what it finds next, a moment later, is that. */
  readonly measure: (values: Readonly<Record<string, number>>) => Promise<void>
}

export interface PrometheusOptions {
  readonly folder: string
  /** host:port of every Alertmanager (or Watchfloor) that it sends to. */
  readonly alertmanagers: readonly string[]
  /** What their paths begin with. */
  readonly pathPrefix?: string
  /** As what it signs in there, in YAML; as nobody when absent. */
  readonly signIn?: string
  readonly rules: string
  /** What it measures from the beginning, for rules to be on or off by. */
  readonly measures?: Readonly<Record<string, number>>
  /** Least time before an alert that goes on is sent again; its end is four times as far away. A second when absent. */
  readonly resendDelay?: string
  /** That of an earlier one in the same folder, which it goes on for. */
  readonly port?: number
  /** How often it measures and judges the rules. */
  readonly interval?: string
  /** External labels besides `cluster: lab`. */
  readonly labels?: Readonly<Record<string, string>>
}

/** What it measures now, in its folder: it serves the file itself, and scrapes that. */
const MEASURES = 'measures.txt'

/** An expression for a rule: true, with the measure as its value and no labels, while a measure is above zero. */
export function isMeasured(name: string): string {
  return `max(measured{name="${name}"}) > 0`
}

/**
 * A real Prometheus that measures and judges several times a second. Ports are its own, on loopback. After its start,
 * and after each reading of its configuration, it knows no Alertmanager for up to 5 s, whatever it is told: so tests
 * change what it measures, and not its rules.
 */
export async function startPrometheus(options: PrometheusOptions): Promise<Prometheus> {
  const { folder, rules, interval = '200ms', resendDelay = '1s', pathPrefix = '/' } = options
  const port = options.port ?? (await freePort())
  const url = `http://127.0.0.1:${port}`
  const signIn = options.signIn === undefined ? '' : `${options.signIn}, `
  const rulesFile = join(folder, 'rules.yml')
  await writeFile(rulesFile, rules)
  let measures = options.measures ?? {}
  const measure = async (values: Readonly<Record<string, number>>): Promise<void> => {
    measures = { ...measures, ...values }
    const lines = Object.entries(measures).map(([name, value]) => `measured{name="${name}"} ${value}\n`)
    // Never half of it.
    await writeFile(join(folder, `${MEASURES}.new`), lines.join(''))
    await rename(join(folder, `${MEASURES}.new`), join(folder, MEASURES))
  }
  await measure({})
  const labels = Object.entries({ cluster: 'lab', ...options.labels })
    .map(([name, value]) => `${name}: '${value}'`)
    .join(', ')
  const targets = options.alertmanagers.map((target) => `'${target}'`).join(', ')
  await writeFile(
    join(folder, 'prometheus.yml'),
    `global: {scrape_interval: ${interval}, scrape_timeout: ${interval}, evaluation_interval: ${interval}, external_labels: {${labels}}}
rule_files: [${rulesFile}]
alerting: {alertmanagers: [{${signIn}path_prefix: '${pathPrefix}', static_configs: [{targets: [${targets}]}]}]}
scrape_configs:
- job_name: measures
  metrics_path: /user/${MEASURES}
  static_configs: [{targets: ['127.0.0.1:${port}']}]
`,
  )
  const program = startProgram('prometheus', [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'tsdb')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    `--web.user-assets=${folder}`,
    `--rules.alert.resend-delay=${resendDelay}`,
    '--rules.alert.for-grace-period=0s',
    '--scrape.discovery-reload-interval=100ms',
  ])
  await answers(program, `${url}/-/ready`)
  return { url, program, measure }
}
