import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { type ServerProcess, startServerProcess } from '../support/programs/server-process.ts'

let folder: string
let server: ServerProcess

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watchfloor-e2e-'))
  server = await startServerProcess(join(folder, 'data'))
})

test.afterAll(async () => {
  await server.program.stop()
  await rm(folder, { recursive: true, force: true })
})

test('the API’s page shows every chapter and tries a request, light and dark, and asks nobody outside', async ({
  page,
}) => {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => {
    if (!request.url().startsWith(server.url) && !request.url().startsWith('data:'))
      complaints.push(request.url())
  })
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.goto(`${server.url}/docs`)
    await expect(page.locator('h3.opblock-tag')).toHaveCount(8)
    await expect(page.locator('html')).toHaveClass(colorScheme === 'dark' ? /dark-mode/ : /^$/)
    const health = page.locator('#operations-Operating-getHealth')
    await health.locator('.opblock-summary-control').click()
    await health.getByRole('button', { name: 'Try it out' }).click()
    await health.getByRole('button', { name: 'Execute' }).click()
    await expect(health.locator('.live-responses-table')).toContainText('"status": "ok"')
    expect(complaints).toEqual([])
  }
})
