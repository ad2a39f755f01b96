import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import { type ServerProcess, startServerProcess } from '../support/programs/server-process.ts'

// One server for all of them.
test.describe.configure({ mode: 'default' })

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

test('what only the desktop app has is neither offered nor under a key in a browser tab', async ({
  page,
}) => {
  await page.goto(server.url)
  const screens = page.getByRole('navigation', { name: 'Screens' })
  await expect(screens.getByRole('link', { name: 'Board' })).toBeVisible()
  await expect(screens.getByRole('link', { name: 'Inbox' })).toHaveCount(0)
  await page.keyboard.press('g')
  await page.keyboard.press('i')
  await expect(page).not.toHaveURL(/inbox/)
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keys' })).not.toContainText(/inbox/)
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a link to the inbox says where it is kept, ${colorScheme}`, async ({ browser }) => {
    const context = await browser.newContext({ colorScheme })
    const page = await context.newPage()
    await page.goto(`${server.url}/#/inbox`)
    await expect(
      page.getByText('What you were told is kept on the desk: this tab cannot notify you.'),
    ).toBeVisible()
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
    await context.close()
  })
}
