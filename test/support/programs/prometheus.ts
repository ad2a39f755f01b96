import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '../network/free-port.ts'
import { answers, type Program, startProgram } from './program.ts'

export interface Prometheus {
  readonly url: string
  readonly program: Program
  /** Replaces the rules and has them read. */
  readonly setRules: (rules: string) => Promise<void>
}

export interface PrometheusOptions {
  readonly folder: string
  /** host:port of every Alertmanager (or Watchfloor) that it sends to. */
  readonly alertmanagers: readonly string[]
  readonly rules: string
  readonly resendDelay?: string
  /** That of an earlier one in the same folder, which it goes on for. */
  readonly port?: number
  /** How often rules are judged; a second when absent. */
  readonly evaluationInterval?: string
  /** External labels besides `cluster: lab`. */
  readonly labels?: Readonly<Record<string, string>>
}

/** A real Prometheus that evaluates every second and re-sends every few. Ports are its own, on loopback. */
export async function startPrometheus(options: PrometheusOptions): Promise<Prometheus> {
  const port = options.port ?? (await freePort())
  const url = `http://127.0.0.1:${port}`
  const rulesFile = join(options.folder, 'rules.yml')
  await writeFile(rulesFile, options.rules)
  const labels = Object.entries({ cluster: 'lab', ...options.labels })
    .map(([name, value]) => `${name}: '${value}'`)
    .join(', ')
  const targets = options.alertmanagers.map((target) => `'${target}'`).join(', ')
  await writeFile(
    join(options.folder, 'prometheus.yml'),
    `global: {scrape_interval: 1s, evaluation_interval: ${options.evaluationInterval ?? '1s'}, external_labels: {${labels}}}
rule_files: [${rulesFile}]
alerting: {alertmanagers: [{static_configs: [{targets: [${targets}]}]}]}
scrape_configs:
- job_name: prometheus
  static_configs: [{targets: ['127.0.0.1:${port}']}]
`,
  )
  const program = startProgram('prometheus', [
    `--config.file=${join(options.folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(options.folder, 'tsdb')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    `--rules.alert.resend-delay=${options.resendDelay ?? '3s'}`,
    '--rules.alert.for-grace-period=0s',
    '--web.enable-lifecycle',
  ])
  await answers(program, `${url}/-/ready`)
  return {
    url,
    program,
    setRules: async (rules) => {
      await writeFile(rulesFile, rules)
      const response = await fetch(`${url}/-/reload`, { method: 'POST' })
      if (!response.ok) throw new Error(`Prometheus did not reload: ${await response.text()}`)
    },
  }
}
