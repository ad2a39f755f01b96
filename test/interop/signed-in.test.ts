import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BoardSnapshot } from '@watchfloor/contract'
import { expect, onTestFinished, test } from 'vitest'
import { startAlertmanagerWith } from '../support/programs/alertmanager.ts'
import { startProgram } from '../support/programs/program.ts'
import { isMeasured, startPrometheus } from '../support/programs/prometheus.ts'
import { startServerProcess } from '../support/programs/server-process.ts'
import { createToken } from '../support/programs/type-token.ts'
import { tempDir } from '../support/temp-dir.ts'
import { until } from '../support/until.ts'

test('a real Prometheus, Alertmanager and amtool sign in with tokens, and do what their roles may', async () => {
  const dataDir = await tempDir()
  const server = await startServerProcess(dataDir, { env: { WATCHFLOOR_SIGN_IN: 'tokens' } })
  onTestFinished(() => server.program.stop())
  const sender = await createToken(dataDir, 'Prometheus', 'ingest')
  const ana = await createToken(dataDir, 'Ana Lima', 'responder')
  const viewer = await createToken(dataDir, 'Wallboard', 'viewer')
  const folder = await tempDir()
  await writeFile(join(folder, 'token'), sender)

  // One with Bearer, another with Basic.
  const alert = (name: string): string =>
    `groups:\n- name: lab\n  rules:\n  - {alert: ${name}, expr: '${isMeasured('A')}', labels: {severity: critical}}\n`
  for (const [name, signIn] of [
    ['ByBearer', `authorization: {credentials_file: '${join(folder, 'token')}'}`],
    ['ByBasic', `basic_auth: {username: prometheus, password_file: '${join(folder, 'token')}'}`],
  ] as const) {
    const prometheus = await startPrometheus({
      folder: await tempDir(),
      alertmanagers: [server.address],
      signIn,
      rules: alert(name),
      measures: { A: 1 },
    })
    onTestFinished(() => prometheus.program.stop())
  }
  const alertmanager = await startAlertmanagerWith(
    folder,
    `route: {receiver: w, group_wait: 0s}
receivers:
- name: w
  webhook_configs:
  - url: ${server.url}/api/v2/webhooks/alertmanager
    http_config: {authorization: {credentials_file: '${join(folder, 'token')}'}}
`,
  )
  onTestFinished(() => alertmanager.program.stop())
  const fired = await fetch(`${alertmanager.url}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '[{"labels":{"alertname":"ByWebhook"}}]',
  })
  expect(fired.status).toBe(200)

  const headers = { authorization: `Bearer ${ana}` }
  const board = async (): Promise<BoardSnapshot> =>
    (await (await fetch(`${server.url}/api/v2/board`, { headers })).json()) as BoardSnapshot
  await until(
    'all three alerts',
    async () => ((await board()).alerts.length === 3 ? true : undefined),
    60_000,
  )
  const names = (await board()).alerts.map(({ alertname }) => alertname).toSorted()
  expect(names).toEqual(['ByBasic', 'ByBearer', 'ByWebhook'])

  /** amtool, with a file of its own that has the token in it. */
  const amtool = async (token: string | undefined, ...args: readonly string[]) => {
    const file = join(folder, 'http.yml')
    await writeFile(file, token === undefined ? '{}' : `authorization: {credentials: '${token}'}\n`)
    const flags = ['--no-version-check', `--alertmanager.url=${server.url}`, `--http.config.file=${file}`]
    const program = startProgram('amtool', [...flags, ...args])
    return { code: await program.exited, said: program.output() }
  }
  const add = ['silence', 'add', '--author=somebody else', '--comment=planned', 'alertname=ByBasic']
  expect((await amtool(ana, ...add)).code).toBe(0)
  const silence = (await board()).silences[0]
  expect(silence).toMatchObject({ comment: 'planned', created_by: 'Ana Lima' })
  expect(await amtool(viewer, 'alert', 'query', 'alertname=ByBearer')).toMatchObject({
    code: 0,
    said: expect.stringContaining('ByBearer'),
  })
  const refused = await amtool(viewer, ...add)
  expect([refused.code, refused.said]).toEqual([1, expect.stringMatching(/403|viewer/)])
  for (const token of [sender, undefined]) expect((await amtool(token, 'alert')).code).toBe(1)
})
