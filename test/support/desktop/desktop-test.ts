import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base } from '@playwright/test'
import type { Program } from '../programs/program.ts'
import { type DesktopApp, type DesktopAppOptions, launchDesktopApp, startDesktopApp } from './desktop-app.ts'
import { type DesktopSession, startDesktopSession } from './desktop-session.ts'
import { startTrayHost, type TrayHost } from './tray-host.ts'

type Launch = Partial<DesktopAppOptions>

export interface Desktop {
  readonly session: DesktopSession
  readonly userData: string
  /** A panel is on the desktop from here on; tests that do not ask for it have none. */
  readonly tray: TrayHost
  /** The app under Playwright; still running at the end of the test, it is killed. */
  readonly launch: (options?: Launch) => Promise<DesktopApp>
  /** The app as a plain process. */
  readonly start: (options?: Launch) => Promise<Program>
}

/** Playwright's `test` with a desktop of its own for each test. */
export const test = base.extend<Desktop>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from the pattern
  session: async ({}, use) => {
    const session = await startDesktopSession()
    await use(session)
    await session.stop()
  },
  // biome-ignore lint/correctness/noEmptyPattern: see above
  userData: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'watchfloor-user-'))
    await use(join(folder, 'data'))
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  },
  tray: async ({ session }, use) => {
    const tray = await startTrayHost(session.busAddress)
    await use(tray)
    await tray.stop()
  },
  launch: async ({ session, userData }, use) => {
    const apps: DesktopApp[] = []
    await use(async (options = {}) => {
      const app = await launchDesktopApp({ session, userData, ...options })
      apps.push(app)
      return app
    })
    await Promise.all(apps.map((app) => app.kill()))
  },
  start: async ({ session, userData }, use) => {
    const programs: Program[] = []
    await use(async (options = {}) => {
      const program = await startDesktopApp({ session, userData, ...options })
      programs.push(program)
      return program
    })
    await Promise.all(programs.map((program) => program.stop('SIGKILL')))
  },
})

export { expect } from '@playwright/test'
