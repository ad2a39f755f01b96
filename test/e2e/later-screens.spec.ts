import { expect, test } from '@playwright/test'
import { serverOfEach } from './server-of-each.ts'

const server = serverOfEach()

const SCREEN = /\/assets\/silences-[^/]*\.js$/

test('screens come by themselves after the board; one that could not is fetched when it is asked for again, and one that a newer server no longer has says so', async ({
  page,
}) => {
  const fetched = page.waitForResponse(/\/assets\/settings-[^/]*\.js$/)
  await page.route(SCREEN, (route) => route.abort())
  await page.goto(server.url)
  // Nobody went there.
  await fetched
  await page.goto(`${server.url}#/silences`)
  await expect(page.getByText('This screen could not be fetched.')).toBeVisible()
  await expect(page.getByText('The server did not give it.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Reload' })).toBeHidden()
  // The keys lead on.
  await page.keyboard.press('g')
  await page.keyboard.press('b')
  await expect(page.getByText('Nothing has ever arrived.')).toBeVisible()

  // Another version: its page names other files, and the old ones are gone. At no moment is the screen to be had.
  await page.route(SCREEN, (route) => route.fulfill({ status: 404, body: '' }))
  await page.route(/:\d+\/$/, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<script src="./assets/index-new.js">' }),
  )
  await page.goto(`${server.url}#/silences`)
  await expect(page.getByText('The server has another version than this page.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Reload' })).toBeVisible()

  await page.unroute(SCREEN)
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('heading', { name: 'Silences' })).toBeVisible()
})

test('what the first screen runs is at most 300 kB as it is sent, and nothing else comes with it', async ({
  request,
}) => {
  const page = await (await request.get(server.url)).text()
  const scripts = [...page.matchAll(/(?:src|href)="(\.\/assets\/[^"]+\.js)"/g)].map(
    ([, path]) => path as string,
  )
  expect(scripts.length).toBeLessThan(5)
  let bytes = 0
  for (const path of scripts) {
    const answer = await request.head(new URL(path, `${server.url}/`).href, {
      headers: { 'accept-encoding': 'br' },
    })
    expect(answer.headers()['content-encoding'] ?? path).toMatch(/^br$|rolldown-runtime/)
    bytes += Number(answer.headers()['content-length'])
  }
  expect(bytes).toBeLessThan(300_000)
})
