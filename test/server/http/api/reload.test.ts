import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startServer } from '@watchfloor/server'
import { expect, test } from 'vitest'
import { post } from '../../../support/http/post.ts'
import { runServer } from '../../../support/http/run-server.ts'
import { tempDir } from '../../../support/temp-dir.ts'
import { until } from '../../../support/until.ts'

const config = (receiver: string, rules = '[]'): string =>
  `route: {receiver: ${receiver}}\nreceivers: [{name: ${receiver}, pagerduty_configs: [{routing_key: s3cret}]}]\ninhibit_rules: ${rules}\n`
const RULES = `[{source_matchers: ['severity="critical"'], target_matchers: ['severity="warning"']}]`

test('a configuration is reloaded while the server runs; a wrong one changes nothing and is seen', async () => {
  const file = join(await tempDir(), 'alertmanager.yml')
  await writeFile(file, config('first'))
  const { url } = await runServer({ config: { alertmanager_config: file } })
  const body = JSON.stringify(
    ['critical', 'warning'].map((severity) => ({ labels: { alertname: 'A', severity } })),
  )
  expect((await post(`${url}/api/v2/alerts`, body)).status).toBe(200)
  const reload = () => fetch(`${url}/-/reload`, { method: 'POST' })
  const alerts = async () =>
    (await (await fetch(`${url}/api/v2/alerts`)).json()) as {
      readonly receivers: readonly { readonly name: string }[]
      readonly status: { readonly state: string }
      readonly labels: { readonly severity: string }
    }[]
  const told = async () =>
    (await alerts())
      .map(({ labels, receivers, status }) => [labels.severity, receivers[0]?.name, status.state])
      .sort()
  const isGood = async () =>
    /^watchfloor_config_last_reload_successful (\d)$/m.exec(await (await fetch(`${url}/metrics`)).text())?.[1]
  expect(await told()).toEqual([
    ['critical', 'first', 'active'],
    ['warning', 'first', 'active'],
  ])

  await writeFile(file, config('second', RULES))
  expect((await reload()).status).toBe(200)
  expect(await told()).toEqual([
    ['critical', 'second', 'active'],
    ['warning', 'second', 'suppressed'],
  ])
  expect(await isGood()).toBe('1')

  await writeFile(file, config('third', '[{source_matchers: [severity]}]'))
  const refused = await reload()
  expect(refused.status).toBe(500)
  expect(await refused.text()).toContain('inhibit_rules[0].source_matchers')
  expect(await isGood()).toBe('0')
  expect((await told())[0]?.[1]).toBe('second')

  const row = await until('the row of the receivers', async () => {
    const { health } = (await (await fetch(`${url}/api/v2/board`)).json()) as {
      readonly health: readonly { readonly component: string; readonly message?: string }[]
    }
    return health.find(({ component }) => component === 'Receivers')
  })
  expect(row.message).toBe('not notified by this server: second (pagerduty)')
})

test('a wrong configuration stops the start, and says all of what is wrong', async () => {
  const data_dir = await tempDir()
  const file = join(data_dir, 'alertmanager.yml')
  await writeFile(file, 'route: {receiver: a}\nreceivers: []\ninhibit_rules: [{equal: x}]')
  const start = startServer({ config: { data_dir, alertmanager_config: file, listen: '127.0.0.1:0' } })
  await expect(start).rejects.toThrow(
    /route\.receiver: there is no receiver "a"[\s\S]*inhibit_rules\[0\]\.equal/,
  )
  const missing = startServer({
    config: { data_dir, alertmanager_config: `${file}.no`, listen: '127.0.0.1:0' },
  })
  await expect(missing).rejects.toThrow(/cannot be read/)
})
