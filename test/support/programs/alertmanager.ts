import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '../network/free-port.ts'
import { answers, type Program, startProgram } from './program.ts'

export interface Alertmanager {
  readonly url: string
  /** host:port, as Prometheus wants it. */
  readonly address: string
  readonly program: Program
}

/** A real Alertmanager that sends every group to one webhook, at once and again every few seconds. */
export function startAlertmanager(folder: string, webhook: string): Promise<Alertmanager> {
  return startAlertmanagerWith(
    folder,
    `route: {receiver: watchfloor, group_by: [alertname], group_wait: 0s, group_interval: 1s, repeat_interval: 5s}
receivers:
- name: watchfloor
  webhook_configs: [{url: '${webhook}', send_resolved: true}]
`,
  )
}

/** A real Alertmanager with a configuration of the test's own, in `alertmanager.yml` of the folder. */
export async function startAlertmanagerWith(
  folder: string,
  yaml: string,
  at?: string,
  flags: readonly string[] = ['--cluster.listen-address='],
  /** What its paths begin with. */
  prefix = '',
): Promise<Alertmanager> {
  const address = at ?? `127.0.0.1:${await freePort()}`
  const config = join(folder, 'alertmanager.yml')
  await writeFile(config, yaml)
  const program = startProgram('prometheus-alertmanager', [
    `--config.file=${config}`,
    `--storage.path=${join(folder, 'alertmanager')}`,
    `--web.listen-address=${address}`,
    ...flags,
  ])
  const url = `http://${address}${prefix}`
  await answers(program, `${url}/-/ready`)
  return { url, address, program }
}
