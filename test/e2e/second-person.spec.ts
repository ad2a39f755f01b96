import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { type ServerProcess, startServerProcess } from '../support/programs/server-process.ts'
import { createToken } from '../support/programs/type-token.ts'

let folder: string
let server: ServerProcess

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watchfloor-e2e-'))
  const rules = [{ name: 'on call', longest: '2h', beyond: 'second_person' }]
  server = await startServerProcess(folder, {
    env: { WATCHFLOOR_SIGN_IN: 'tokens', WATCHFLOOR_SILENCE_RULES: JSON.stringify(rules) },
  })
})

test.afterAll(async () => {
  await server.program.stop()
  await rm(folder, { recursive: true, force: true })
})

test('S35: a silence that goes beyond its maker’s rule is confirmed in the board by somebody else', async ({
  page,
}) => {
  const ana = await createToken(folder, 'Ana Lima', 'responder')
  const ben = await createToken(folder, 'Ben Ode', 'responder')
  const asAna = async (path: string, body: unknown): Promise<number> => {
    const headers = { authorization: `Bearer ${ana}`, 'content-type': 'application/json' }
    const init = { method: 'POST', headers, body: JSON.stringify(body) }
    return (await fetch(`${server.url}/api/v2/${path}`, init)).status
  }
  expect(await asAna('alerts', [{ labels: { alertname: 'Noisy', severity: 'warning' } }])).toBe(200)
  const wanted = {
    matchers: [{ name: 'alertname', value: 'Noisy', is_regex: false, is_equal: true }],
    ends_at: new Date(Date.now() + 9 * 3_600_000).toISOString(),
    comment: 'disk swap',
    confirm: true,
  }
  expect(await asAna('silences/save', wanted)).toBe(202)

  await page.goto(server.url)
  await page.getByRole('link', { name: 'Sign in to receive.' }).click()
  await page.getByLabel('Token').fill(ben)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByText('Noisy', { exact: true }).first()).toBeVisible()
  await page.goto(`${server.url}/#/silences`)
  await expect(page.getByText(/Ana Lima wants it until .*; the question lapses at/)).toBeVisible()
  await page.getByRole('button', { name: 'Confirm silence disk swap' }).click()
  await expect(page.getByText('Confirmed: the silence holds from now on.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'End silence disk swap now' })).toBeVisible()
  const board = await fetch(`${server.url}/api/v2/board`, { headers: { authorization: `Bearer ${ben}` } })
  expect(await board.json()).toMatchObject({
    alerts: [{ silenced_by: [expect.any(String)] }],
    silences: [{ created_by: 'Ana Lima', confirmed_by: 'Ben Ode' }],
  })
})
