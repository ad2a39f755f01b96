import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { post } from '../support/http/post.ts'
import { startServerProcess } from '../support/programs/server-process.ts'

test('the board and the API’s page live under a prefix: nothing that they ask for is outside of it', async ({
  page,
}) => {
  const folder = await mkdtemp(join(tmpdir(), 'watchfloor-e2e-'))
  const env = { WATCHFLOOR_WEB_ROUTE_PREFIX: '/ops/watchfloor' }
  const server = await startServerProcess(join(folder, 'data'), { env })
  try {
    expect(server.url).toMatch(/\/ops\/watchfloor$/)
    const outside: string[] = []
    const complaints: string[] = []
    page.on('request', (request) => {
      if (!request.url().startsWith(`${server.url}/`) && !request.url().startsWith('data:'))
        outside.push(new URL(request.url()).pathname)
    })
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    // From the root it leads here.
    await page.goto(new URL('/', server.url).href)
    await expect(page).toHaveURL(new RegExp(`^${server.url}/`))
    await expect(page.getByText(/^Live/).first()).toBeVisible()
    expect(outside.splice(0)).toEqual(['/', '/ops/watchfloor'])
    await post(`${server.url}/api/v2/alerts`, [{ labels: { alertname: 'Prefixed', severity: 'critical' } }])
    await page.getByText('Prefixed', { exact: true }).first().click()
    await expect(page).toHaveURL(/#\/alert\/[0-9a-f]{16}/)
    await page.goto(`${server.url}/docs`)
    await expect(page.locator('h3.opblock-tag')).toHaveCount(8)
    const health = page.locator('#operations-Operating-getHealth')
    await health.locator('.opblock-summary-control').click()
    await health.getByRole('button', { name: 'Try it out' }).click()
    const asked = page.waitForResponse((answer) => answer.url().endsWith('/healthz'))
    await health.getByRole('button', { name: 'Execute' }).click()
    expect((await asked).url()).toBe(`${server.url}/healthz`)
    expect(outside).toEqual([])
    expect(complaints).toEqual([])
  } finally {
    await server.program.stop()
    await rm(folder, { recursive: true, force: true })
  }
})
