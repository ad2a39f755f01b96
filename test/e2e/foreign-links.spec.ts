import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { post } from '../support/http/post.ts'
import { startServerProcess } from '../support/programs/server-process.ts'

/** What only the served page can show: karma's links stand in the query of the page itself. */
test('links of karma’s and of Alertmanager’s pages lead to the same thing, in a page of their own and in an open one', async ({
  page,
}) => {
  const folder = await mkdtemp(join(tmpdir(), 'watchfloor-e2e-'))
  const server = await startServerProcess(join(folder, 'data'))
  const endsAt = new Date(Date.now() + 3_600_000).toISOString()
  const alert = (alertname: string, cluster: string) => ({ labels: { alertname, cluster }, endsAt })
  await post(`${server.url}/api/v2/alerts`, [alert('Disk', 'eu-1'), alert('Queue', 'us-2')])
  const row = (name: string) => page.getByText(name, { exact: true })

  await page.goto(`${server.url}/?q=cluster%3D~EU`)
  await expect(row('Disk')).toBeVisible()
  await expect(row('Queue')).toHaveCount(0)
  // The query of the page is gone: what is asked for stands in one place.
  expect(new URL(page.url()).search).toBe('')

  const form = { m: [{ n: 'alertname', r: false, e: true, v: ['Queue'] }], d: 60, c: 'works', am: [] }
  await page.goto(`${server.url}/?m=${encodeURIComponent(btoa(JSON.stringify(form)))}`)
  await expect(page.getByRole('combobox', { name: 'Value 1' })).toHaveValue('Queue')
  await expect(page.getByLabel('Comment')).toHaveValue('works')

  await page.goto(`${server.url}/#/alerts?filter=${encodeURIComponent('{cluster="us-2"}')}`)
  await expect(row('Queue')).toBeVisible()
  await expect(row('Disk')).toHaveCount(0)
  // Followed in the page that is open.
  await page.evaluate(() => {
    location.hash = '#/alerts?filter={cluster="eu-1"}'
  })
  await expect(row('Disk')).toBeVisible()
  await page.evaluate(() => {
    location.hash = '#/alerts?filter={cluster="eu-1'
  })
  await expect(page.getByRole('alert')).toContainText('Part of this filter cannot be read')
  await expect(row('Disk')).toHaveCount(0)
  await page.getByRole('button', { name: 'Show the whole board' }).click()
  await expect(row('Disk')).toBeVisible()
  await expect(row('Queue')).toBeVisible()

  await server.program.stop()
  await rm(folder, { recursive: true, force: true })
})
