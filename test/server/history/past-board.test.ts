import type { BoardSnapshot } from '@watchfloor/contract'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { runs } from '../../support/chance.ts'
import { happen, happening } from '../../support/core/happenings.ts'
import { HOUR, startCore } from '../../support/core/test-core.ts'
import { post } from '../../support/http/post.ts'
import { runServer } from '../../support/http/run-server.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { until } from '../../support/until.ts'

/** A board without what is not kept of the past, in an order of its own. */
function comparable(board: BoardSnapshot): unknown {
  const sorted = <T extends { readonly sequence: number }>(items: readonly T[]): readonly T[] =>
    items.toSorted((a, b) => a.sequence - b.sequence)
  const { cursor, alerts, silences, health } = board
  // A restart begins another term of the same sequence.
  const sequence = cursor.split('.')[1]
  return { sequence, alerts: sorted(alerts), silences: sorted(silences), health: sorted(health) }
}

test('S17: the board of any past second is the one that stood then, after restarts too', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 3, maxLength: 30 }), async (happenings) => {
      const folder = await tempDir()
      let t = await startCore(folder)
      await t.report('First')
      const stood: { readonly at: number; readonly board: unknown }[] = []
      for (const [n, what] of happenings.entries()) {
        await happen(t, what)
        stood.push({ at: t.clock.now(), board: comparable(t.core.board()) })
        await t.pass(1_000)
        if (n === 10) {
          await t.core.close()
          t = await startCore(folder, { clock: t.clock })
        }
      }
      for (const { at, board } of stood) {
        const past = await t.core.pastBoard(at)
        expect(past.ok && comparable(past.board)).toEqual(board)
      }
      await t.core.close()
    }),
    { numRuns: runs(10) },
  )
}, 120_000)

test('S17: an alert that fires for days is on every board of its time', async () => {
  const t = await startCore(await tempDir())
  onTestFinished(() => t.core.close())
  await t.report('Long', { ends: 96 * HOUR })
  t.clock.jump(HOUR)
  await t.report('Short', { ends: 2 * HOUR })
  await t.report('Short', { ends: 0 })
  t.clock.jump(70 * HOUR)
  const names = async (hoursAgo: number): Promise<readonly string[]> => {
    const past = await t.core.pastBoard(t.clock.now() - hoursAgo * HOUR)
    return past.ok ? past.board.alerts.map(({ alertname, status }) => `${alertname} ${status}`) : []
  }
  expect(await names(0)).toEqual(['Long firing'])
  expect(await names(69.9)).toEqual(['Long firing', 'Short resolved'])
  expect(await names(69.5)).toEqual(['Long firing'])
  expect(await names(70.5)).toEqual(['Long firing'])
  await t.report('Long', { ends: 0 })
  t.clock.jump(HOUR)
  expect(await names(30)).toEqual(['Long firing'])
  expect(await t.core.pastBoard(t.clock.now() - 90 * HOUR)).toMatchObject({
    ok: false,
    reason: 'not_found',
    message: expect.stringMatching(/^history begins at 20/),
  })
})

test('the board of a past second over HTTP; what cannot be asked is said', async () => {
  const server = await runServer()
  const ask = async (at: string) => {
    const response = await fetch(`${server.url}/api/v2/board?at=${encodeURIComponent(at)}`)
    return { status: response.status, body: (await response.json()) as { error: { message: string } } }
  }
  const before = new Date(Date.now() - 60_000).toISOString()
  const empty = await ask(before)
  expect([empty.status, empty.body.error.message]).toEqual([
    404,
    // On a slow machine the first health row may have come meanwhile.
    expect.stringMatching(/nothing has happened yet|history begins at/),
  ])
  const posted = await post(`${server.url}/api/v2/alerts`, '[{"labels": {"alertname": "A"}}]')
  expect(posted.status).toBe(200)
  const now = new Date().toISOString()
  expect(await ask(now)).toMatchObject({
    status: 200,
    body: { alerts: [{ alertname: 'A' }], server_time: now },
  })
  expect((await ask(before)).body.error.message).toMatch(/history begins at/)
  expect((await ask('yesterday')).status).toBe(400)
  expect((await ask('2999-01-01T00:00:00Z')).body.error.message).toMatch(/has not come yet/)
})

test('S17: what is older than the history is gone from statistics and past boards, and both say since when', async () => {
  const t = await startCore(await tempDir())
  onTestFinished(() => t.core.close())
  const start = t.clock.now()
  await t.report('Old', { ends: HOUR })
  await t.report('Old', { ends: 0 })
  t.clock.jump(24 * HOUR)
  await t.report('New', { ends: 100 * 24 * HOUR })
  expect(await t.core.statistics(0, t.clock.now() + 1)).toMatchObject({ lives: 2 })
  t.clock.jump(90 * 24 * HOUR - HOUR)
  await t.pass(20 * 60_000)
  expect(await t.core.statistics(0, t.clock.now() + 1)).toMatchObject({ lives: 1 })
  expect(await t.core.pastBoard(start + 1_000)).toMatchObject({ ok: false, reason: 'not_found' })
})

test('S17: history that takes too much disk goes early, oldest first; what cursors may ask for stays', async () => {
  let purged = 0
  const t = await startCore(await tempDir(), {
    retention: { history_bytes: 1_500_000 },
    storage: (real) => ({
      ...real,
      events: {
        ...real.events,
        purgeBefore: async (time, limit) => {
          const count = await real.events.purgeBefore(time, limit)
          purged += count
          return count
        },
      },
    }),
  })
  onTestFinished(() => t.core.close())
  const fill = async (name: string): Promise<void> => {
    for (let n = 0; n < 150; n++) {
      await t.report(`${name}${n}`, { annotations: { text: 'x'.repeat(4_000) }, ends: HOUR })
      await t.report(`${name}${n}`, { ends: 0 })
    }
  }
  const left = async (): Promise<number> => {
    const statistics = await t.core.statistics(0, t.clock.now() + 1)
    return statistics === 'filling' ? Number.NaN : statistics.lives
  }
  await fill('Old')
  t.clock.jump(25 * HOUR)
  await fill('New')
  expect(await left()).toBe(300)
  await t.pass(10 * 60_000)
  await until('the old ones to be deleted', async () => ((await left()) === 150 ? true : undefined))
  // Two events and one life each.
  expect(purged).toBeGreaterThanOrEqual(3 * 150)
})
