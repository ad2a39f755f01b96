import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { formatCount } from '../../src/shared/counts.ts'
import {
  type DesktopApp,
  type DesktopAppOptions,
  launchDesktopApp,
} from '../../test/support/desktop/desktop-app.ts'
import { type DesktopSession, startDesktopSession } from '../../test/support/desktop/desktop-session.ts'
import { startTrayHost } from '../../test/support/desktop/tray-host.ts'
import { type ServerProcess, startServerProcess } from '../../test/support/programs/server-process.ts'

/** A desktop with a notification daemon and a panel; servers and apps that are started here end with it. */
export interface BenchDesk {
  readonly session: DesktopSession
  /** A new folder, gone at the end. */
  readonly folder: () => Promise<string>
  /** An empty one. */
  readonly server: () => Promise<ServerProcess>
  /** The app, watching this server. */
  readonly launch: (server: string, options?: Partial<DesktopAppOptions>) => Promise<DesktopApp>
  readonly stop: () => Promise<void>
}

export async function startBenchDesk(): Promise<BenchDesk> {
  // An app that does not start leaves one behind in Playwright; what was started here must end all the same.
  process.on('unhandledRejection', (error) => {
    console.error(error)
    process.exitCode = 1
  })
  const root = await mkdtemp(join(tmpdir(), 'watchfloor-bench-'))
  const session = await startDesktopSession()
  const tray = await startTrayHost(session.busAddress)
  const servers: ServerProcess[] = []
  const apps: DesktopApp[] = []
  const folder = (): Promise<string> => mkdtemp(join(root, 'of-'))
  return {
    session,
    folder,
    server: async () => {
      const server = await startServerProcess(await folder())
      servers.push(server)
      return server
    },
    launch: async (server, options = {}) => {
      const settings = { version: 1, server, name: 'Ana', is_welcomed: true }
      const app = await launchDesktopApp({ session, userData: await folder(), settings, ...options })
      apps.push(app)
      return app
    },
    stop: async () => {
      await Promise.all(apps.map((app) => app.kill()))
      await tray.stop()
      await Promise.all(servers.map(({ program }) => program.stop()))
      await session.stop()
      await rm(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
    },
  }
}

/** Waits until the page says that it is live. */
export async function untilLive(page: Page): Promise<void> {
  await page.getByText(/^Live/).first().waitFor({ timeout: 60_000 })
}

/** Waits until the page's board holds so many alerts that fire. */
export async function untilHolds(page: Page, count: number): Promise<void> {
  await page.getByText(` of ${formatCount(count)} shown`).waitFor({ timeout: 120_000 })
}

export interface Sent {
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

/** Alerts of the size that Prometheus rules give them, each in a group of its own. */
export function madeAlerts(count: number, severity: string, tag = ''): readonly Sent[] {
  return Array.from({ length: count }, (_, i) => ({
    labels: {
      alertname: `Bench${tag}${i % 40}`,
      severity,
      cluster: 'eu-1',
      service: `service-${i}`,
      instance: `host-${i}.example.com:9100`,
      job: 'node',
    },
    annotations: {
      summary: `something is wrong with number ${i}`,
      description: 'A longer description of what is wrong here, that a person would like to read.',
    },
  }))
}

/** Posts as Prometheus does, but in larger batches. */
export async function post(url: string, alerts: readonly Sent[], endsAt = Date.now() + 3_600_000) {
  for (let from = 0; from < alerts.length; from += BATCH) {
    const body = alerts.slice(from, from + BATCH).map((alert) => ({
      ...alert,
      startsAt: new Date(Math.min(Date.now(), endsAt)).toISOString(),
      endsAt: new Date(endsAt).toISOString(),
    }))
    const response = await fetch(`${url}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`the server answered ${response.status}: ${await response.text()}`)
    await response.body?.cancel()
  }
}

const BATCH = 1_000

export function resolve(url: string, alerts: readonly Sent[]): Promise<void> {
  return post(url, alerts, Date.now() - 1)
}
