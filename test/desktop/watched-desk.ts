import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { readRows } from '../../src/main/notifications/inbox-journal.ts'
import type { InboxRow } from '../../src/shared/inbox.ts'
import type { Settings } from '../../src/shared/settings.ts'
import { expect, test as onDesktop } from '../support/desktop/desktop-test.ts'
import type { ShownNotification } from '../support/desktop/notification-record.ts'
import { post } from '../support/http/post.ts'
import { type ServerProcess, startServerProcess } from '../support/programs/server-process.ts'
import { until } from '../support/until.ts'

/** Clients that lost it come back soon. */
const SOON_BACK = { WATCHFLOOR_STREAM_RETRY_MS: '200' }

/** A server of the test's own, which may be killed and started again at the same address with the same data. */
/** That nothing is received is told after 30 s (S27), and the machine may be busy. */
const PATIENCE_MS = 60_000

export interface OwnServer {
  readonly url: string
  readonly address: string
  readonly kill: () => Promise<void>
  readonly restart: (options?: { readonly emptied?: boolean }) => Promise<void>
}

export interface Watched {
  readonly server: OwnServer
  /** What a person has set, for the server of this test unless said otherwise. */
  readonly settingsOf: (change?: Partial<Settings>) => object
  /** Waits for a notification that the daemon really took. */
  readonly told: (title: string | RegExp) => Promise<ShownNotification>
  /** The titles of all that the daemon took, in order. */
  readonly titles: () => readonly string[]
  /** The inbox as it is on disk. */
  readonly inbox: () => Promise<readonly InboxRow[]>
}

/** Playwright's `test` with a desktop and a real server. */
export const test = onDesktop.extend<Watched>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from the pattern
  server: async ({}, use) => {
    let folder = await mkdtemp(join(tmpdir(), 'watchfloor-server-'))
    let running: ServerProcess = await startServerProcess(folder, { env: SOON_BACK })
    const { url, address } = running
    await use({
      url,
      address,
      kill: () => running.kill(),
      restart: async ({ emptied = false } = {}) => {
        if (emptied) folder = await mkdtemp(join(tmpdir(), 'watchfloor-server-'))
        running = await startServerProcess(folder, { listen: address, env: SOON_BACK })
      },
    })
    await running.program.stop()
    await rm(folder, { recursive: true, force: true })
  },
  settingsOf: async ({ server }, use) => {
    await use((change = {}) => ({
      version: 1,
      server: server.url,
      name: 'Ana',
      is_welcomed: true,
      ...change,
    }))
  },
  told: async ({ session }, use) => {
    await use((title) =>
      until(
        `a notification ${title}`,
        () =>
          session
            .history()
            .findLast(({ summary }) => (typeof title === 'string' ? summary === title : title.test(summary))),
        PATIENCE_MS,
      ),
    )
  },
  titles: async ({ session }, use) => {
    await use(() => session.history().map(({ summary }) => summary))
  },
  inbox: async ({ userData }, use) => {
    await use(async () => {
      const text = await readFile(join(userData, 'inbox.jsonl'), 'utf8').catch(() => '')
      return readRows(text.split('\n').filter((line) => line !== '')).rows
    })
  },
})

export { expect }

export interface Sent {
  readonly labels: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
}

/** Posts as Prometheus does; critical unless the labels say otherwise. */
export async function send(
  url: string,
  alerts: readonly Sent[],
  endsAt = Date.now() + 3_600_000,
): Promise<void> {
  const body = alerts.map(({ labels, annotations = {} }) => ({
    labels: { severity: 'critical', ...labels },
    annotations,
    startsAt: new Date(Math.min(Date.now(), endsAt)).toISOString(),
    endsAt: new Date(endsAt).toISOString(),
  }))
  const response = await post(`${url}/api/v2/alerts`, body)
  expect(response.status).toBe(200)
}

export const resolve = (url: string, alerts: readonly Sent[]): Promise<void> =>
  send(url, alerts, Date.now() - 1)

/** The board's page, once it shows that it is live. */
export async function livePage(page: Page): Promise<Page> {
  await expect(page.getByText(/^Live/).first()).toBeVisible({ timeout: 30_000 })
  // The screen's own pointer rests somewhere over the window: in the list it would hold that still.
  await page.mouse.move(1, 1)
  return page
}

/** How often each of these titles was shown. */
export function countOf(titles: readonly string[], title: string): number {
  return titles.filter((one) => one === title).length
}
