import { expect, onTestFinished, test } from 'vitest'
import type { DeskState } from '../../src/shared/desk-state.ts'
import { statementOf, testKey, writeFeed } from '../support/desktop/test-feed.ts'
import { appImageUpdater } from '../support/desktop/update-rig.ts'
import { post } from '../support/http/post.ts'
import { runServer } from '../support/http/run-server.ts'
import { tempDir } from '../support/temp-dir.ts'
import { until } from '../support/until.ts'
import { openDesk } from './desk.ts'

test('a desk loads what its server offers, keeps its hands off while a real critical is open, and restarts when asked', async () => {
  const feed = await tempDir()
  const ours = testKey()
  await writeFeed(feed, statementOf(), ours)
  const server = await runServer({ config: { web: { desktop_feed: feed } } })
  const folder = await tempDir()
  const { updater } = await appImageUpdater(folder, '0.1.0')
  const restarts: unknown[] = []
  const desk = await openDesk({
    folder,
    server: server.url,
    updates: {
      kind: 'appimage',
      computer: { system: 'linux', processor: 'x64' },
      keys: [ours.publicHalf],
      updater,
      restart: (install) => void restarts.push(install),
    },
  })
  onTestFinished(() => desk.close().catch(() => undefined))
  const { lookForUpdate, installUpdate } = desk.desktop.handlers
  const send = (endsAt: number): Promise<Response> =>
    post(`${server.url}/api/v2/alerts`, [
      {
        labels: { alertname: 'PaymentsDown', severity: 'critical' },
        endsAt: new Date(endsAt).toISOString(),
      },
    ])
  /** What the page was told last. */
  const told = () =>
    (desk.pushes.findLast(({ name }) => name === 'desk')?.data as DeskState | undefined)?.update
  await desk.live()
  await send(Date.now() + 3_600_000)
  await desk.note('Critical · PaymentsDown')
  const waits = { kind: 'ready', version: '1.2.0', waiting: { for: 'criticals', count: 1 } }
  expect(await lookForUpdate({})).toEqual({ ok: true, value: waits })
  expect(await installUpdate({})).toEqual({ ok: true, value: waits })
  expect(restarts).toEqual([])
  await send(Date.now() - 1_000)
  await until('the page to be told that nothing holds it back', () => {
    const update = told()
    return update?.kind === 'ready' && update.waiting === null ? true : undefined
  })
  expect(await installUpdate({})).toEqual({ ok: true, value: { ...waits, waiting: null } })
  expect(restarts).toHaveLength(1)
  expect(desk.errors).toEqual([])
})
