import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { isMeasured, type Prometheus, startPrometheus } from '../support/programs/prometheus.ts'
import { type ServerProcess, startServerProcess } from '../support/programs/server-process.ts'

const RULES = `groups:
- name: lab
  rules:
  - alert: PaymentsDown
    expr: ${isMeasured('down')}
    labels: {severity: critical, service: payments}
    annotations: {summary: 3 of 4 targets down}
`

let folder: string
let server: ServerProcess
let prometheus: Prometheus

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watchfloor-e2e-'))
  server = await startServerProcess(join(folder, 'data'))
  prometheus = await startPrometheus({
    folder,
    alertmanagers: [server.address],
    rules: RULES,
    measures: { down: 1 },
  })
})

test.afterAll(async () => {
  await prometheus?.program.stop()
  await server?.program.stop()
  await rm(folder, { recursive: true, force: true })
})

test('an alert of a real Prometheus is a row in real Chromium, through a kill of the server, until it resolves', async ({
  page,
}) => {
  test.setTimeout(120_000)
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  await page.goto(server.url)
  const row = page.getByText('PaymentsDown').first()
  await expect(row).toBeVisible({ timeout: 30_000 })
  await expect(page.getByText('3 of 4 targets down').first()).toBeVisible()
  await expect(page.getByText(/Live/).first()).toBeVisible()

  await server.kill()
  server = await startServerProcess(join(folder, 'data'), { listen: server.address })
  await prometheus.measure({ down: 0 })
  await expect(page.getByText('Nothing needs you.')).toBeVisible({ timeout: 45_000 })
  expect(problems).toEqual([])
})
