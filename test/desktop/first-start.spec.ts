import { freePort } from '../support/network/free-port.ts'
import { expect, test } from './watched-desk.ts'

test('the first start asks for the server, tests it, and proves the way from a POST to this desk', async ({
  launch,
  server,
  session,
  told,
  userData,
}, info) => {
  const app = await launch()
  const page = await app.page()
  await expect(page.getByText('1 of 4')).toBeVisible()
  await page.screenshot({ path: info.outputPath('1-server.png') })
  const address = page.getByRole('textbox', { name: 'Address' })
  await address.fill(`http://127.0.0.1:${await freePort()}`)
  await page.getByRole('button', { name: 'Test', exact: true }).click()
  await expect(page.getByText(/server does not answer/i).first()).toBeVisible()
  await expect(page.getByRole('button', { name: 'Continue' })).toBeDisabled()
  await page.screenshot({ path: info.outputPath('1-refused.png') })
  await address.fill(server.url)
  await page.getByRole('button', { name: 'Test', exact: true }).click()
  await expect(
    page.getByText(/^Reached in .* ms\. Version 0\.1\.0\. 0 alerts firing, 0 sources\.$/),
  ).toBeVisible()
  await page.getByRole('button', { name: 'Continue' }).click()

  await expect(page.getByText('2 of 4')).toBeVisible()
  await page.getByRole('textbox', { name: 'Display name' }).fill('Ana')
  await page.getByRole('button', { name: 'Continue' }).click()

  await expect(page.getByText('3 of 4')).toBeVisible()
  await page.getByRole('button', { name: 'Send a test notification' }).click()
  await told('TEST · Watchfloor can reach you')
  await expect(page.getByText(/The system showed it at/)).toBeVisible()
  await page.getByRole('button', { name: 'Yes' }).click()
  await page.screenshot({ path: info.outputPath('3-reached.png') })
  await page.getByRole('button', { name: 'Continue' }).click()

  await expect(page.getByText('4 of 4')).toBeVisible()
  await page.getByRole('button', { name: 'Run the drill' }).click()
  const drill = await told('TEST · Critical · WatchfloorDrill')
  await session.press(drill.id, '0')
  await expect(page.getByText('You are on the floor.')).toBeVisible()
  await page.screenshot({ path: info.outputPath('4-drill.png') })
  await page.getByRole('button', { name: 'Go to the board' }).click()
  await expect(page.getByText('WatchfloorDrill', { exact: true }).first()).toBeVisible()
  await app.close()

  const again = await launch()
  await expect((await again.page()).getByText(/^Live/).first()).toBeVisible()
  expect(userData).toBeTruthy()
})

test('a token goes into the system store, or stays in memory where there is none; never on disk in plain text', async ({
  launch,
  server,
  userData,
}) => {
  const { readFile, readdir, stat } = await import('node:fs/promises')
  const { join } = await import('node:path')
  const token = 'a-secret-that-must-not-be-found'
  const enter = async (secrets: string): Promise<string> => {
    const app = await launch({ env: { STAND_IN_SECRETS: secrets }, settings: { version: 1 } })
    const page = await app.page()
    await page.getByRole('textbox', { name: 'Address' }).fill(server.url)
    await page.getByLabel('Token (optional)').fill(token)
    await page.getByRole('button', { name: 'Test', exact: true }).click()
    await expect(page.getByText(/^Reached in/)).toBeVisible()
    // Another server begins the page anew; the step is shown before and after.
    const anew = page.waitForEvent('domcontentloaded')
    await page.getByRole('button', { name: 'Continue' }).click()
    await anew
    await expect(page.getByText('2 of 4')).toBeVisible()
    await page.evaluate(() => {
      location.hash = '#/settings'
    })
    const text = page.getByText(/Token/).first()
    await expect(text).toBeVisible()
    const said = await page.locator('main').innerText()
    await app.close()
    return said
  }
  expect(await enter('basic_text')).toMatch(/kept until you quit/i)
  expect(await enter('gnome_libsecret')).toMatch(/stored/i)
  for (const name of await readdir(userData, { recursive: true })) {
    if (name.startsWith('chromium')) continue
    const text = await readFile(join(userData, name)).catch(() => Buffer.alloc(0))
    expect(text.includes(token), name).toBe(false)
  }
  for (const name of ['.', ...(await readdir(userData))]) {
    const { mode } = await stat(join(userData, name))
    expect([name, mode & 0o077]).toEqual([name, 0])
  }
})
