import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test as onDesktop } from '../support/desktop/desktop-test.ts'
import { fileOf, statementOf, testKey, writeFeed } from '../support/desktop/test-feed.ts'
import { startServerProcess } from '../support/programs/server-process.ts'
import { until } from '../support/until.ts'
import { livePage, resolve, send } from './watched-desk.ts'

// The bundles as they are built, electron-updater's among them; the AppImage is a script.

const PACKAGE = 'watchfloor-9.9.9-linux-x86_64.AppImage'
const SCRIPT = '#!/bin/sh\necho started > "$0.started"\n'

interface Fed {
  readonly fed: { readonly url: string; readonly feed: string; readonly appImage: string }
}

/** A server that serves a feed, and a desk that runs from an AppImage. */
const test = onDesktop.extend<Fed>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from the pattern
  fed: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'watchfloor-feed-'))
    const appImage = join(folder, 'Watchfloor.AppImage')
    await writeFile(appImage, 'what runs')
    const env = { WATCHFLOOR_WEB_DESKTOP_FEED: folder, WATCHFLOOR_STREAM_RETRY_MS: '200' }
    const server = await startServerProcess(join(folder, 'data'), { env })
    await use({ url: server.url, feed: folder, appImage })
    await server.program.stop()
    await rm(folder, { recursive: true, force: true })
  },
})

test('an update is loaded, waits in words for a critical to end, and takes the app’s place when the person asks', async ({
  fed,
  launch,
  userData,
}, info) => {
  const ours = testKey()
  const files = [fileOf(PACKAGE, SCRIPT)]
  await writeFeed(fed.feed, statementOf({ version: '9.9.9', files }), testKey(), SCRIPT)
  const app = await launch({
    settings: { version: 1, server: fed.url, name: 'Ana', is_welcomed: true },
    env: {
      APPIMAGE: fed.appImage,
      WATCHFLOOR_UPDATE_KEY: ours.publicHalf,
      XDG_CACHE_HOME: join(userData, 'cache'),
    },
  })
  const page = await livePage(await app.page())
  await page.evaluate(() => {
    location.hash = '#/settings'
  })
  const look = page.getByRole('button', { name: 'Look now' })
  const restart = page.getByRole('button', { name: 'Restart to update' })
  await look.click()
  await expect(page.getByText(/is not signed with Watchfloor’s key\. Nothing was installed\./)).toBeVisible()
  await expect(restart).toBeDisabled()

  await writeFeed(fed.feed, statementOf({ version: '9.9.9', files }), ours, SCRIPT)
  const alerts = [{ labels: { alertname: 'PaymentsDown' } }]
  await send(fed.url, alerts)
  await look.click()
  await expect(page.getByText('9.9.9 is ready and waits: 1 critical is open.')).toBeVisible()
  await expect(restart).toBeDisabled()
  await page.screenshot({ path: info.outputPath('waits.png') })

  await resolve(fed.url, alerts)
  await expect(page.getByText(/9\.9\.9 is ready, its signature checked\./)).toBeVisible()
  await page.screenshot({ path: info.outputPath('ready.png') })
  await restart.click()
  await until('the new version to start', () =>
    readFile(`${fed.appImage}.started`, 'utf8').catch(() => undefined),
  )
  expect(await readFile(fed.appImage, 'utf8')).toBe(SCRIPT)
  const kept = JSON.parse(await readFile(join(userData, 'updates.json'), 'utf8')) as object
  expect(kept).toMatchObject({ trial: { version: '9.9.9', from: '0.1.0', starts: 0 } })
})
