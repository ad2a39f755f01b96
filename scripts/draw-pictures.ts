import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import config from '../playwright.config.ts'
import { startServerProcess } from '../test/support/programs/server-process.ts'
import { ROOT, runCommand } from './run-command.ts'

// npm run pictures: takes the pictures that the pages show: the board in both schemes, and a notification as a real
// daemon shows it. Look at them, and commit them. It tells the demo's story for a while, so that there is something to see.

const FOLDER = join(ROOT, 'docs/pictures')
const SIZE = { width: 1280, height: 800 }
/** The story is told this much faster than life, for so long. */
const [SPEED, TOLD_MS] = [8, 40_000]
const PATIENCE_MS = 180_000

const data = await mkdtemp(join(tmpdir(), 'watchfloor-'))
const server = await startServerProcess(data)
const demo = spawn(
  process.execPath,
  ['server/src/index.ts', 'demo', '--server', server.url, '--speed', String(SPEED)],
  { cwd: ROOT, stdio: 'ignore' },
)
const tests = config.projects?.find(({ name }) => name === 'looks')
const browser = await chromium.launch(tests?.use?.launchOptions)
try {
  await mkdir(FOLDER, { recursive: true })
  await new Promise((resolve) => setTimeout(resolve, TOLD_MS))
  for (const scheme of ['light', 'dark'] as const) {
    const page = await browser.newPage({ viewport: SIZE, colorScheme: scheme })
    await page.goto(server.url)
    await page.getByText(/^Live/).first().waitFor()
    // One that nobody has yet.
    await page.getByText('CRIT', { exact: true }).first().waitFor({ timeout: PATIENCE_MS })
    // Rows come in moving.
    await page.waitForTimeout(1_500)
    await page.screenshot({ path: join(FOLDER, `board-${scheme}.png`) })
    await page.close()
  }
} finally {
  await browser.close()
  const ended = once(demo, 'exit')
  demo.kill('SIGTERM')
  await ended
  await server.program.stop()
  await rm(data, { recursive: true, force: true })
}
const NOTIFICATION_PICTURE = join(FOLDER, 'notification.png')
const code = await runCommand('playwright', ['test', '--project=desktop', 'test/desktop/picture.spec.ts'], {
  variables: { NOTIFICATION_PICTURE },
})
if (code !== 0) process.exitCode = 1
