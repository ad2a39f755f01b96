import type { Result } from '@watchfloor/client'
import { expect, test } from 'vitest'
import { createWatchfloor } from '../../../src/renderer/app/create-watchfloor.ts'
import { goTo } from '../../../src/renderer/state/hash-location.ts'
import { isBarred } from '../../../src/renderer/state/may.ts'
import { momentOf } from '../../../src/renderer/state/moment.ts'
import { createPast } from '../../../src/renderer/state/past.ts'
import { changeView } from '../../../src/renderer/state/view-place.ts'
import type { BridgeRequest } from '../../../src/shared/bridge.ts'
import { until } from '../../support/until.ts'
import { sampleAlert } from '../support/board-parts.ts'
import { NOW, snapshotOf } from '../support/board-rig.ts'
import { fakeServer, liveFreshness } from '../support/fake-bridge.ts'

const THEN = sampleAlert({ fingerprint: 'aa'.repeat(8), labels: { alertname: 'Then' }, level: 'critical' })

/** A board of now with nothing on it, beside a server that knows one of before. */
function rig(answers: (path: string) => Result<unknown> | undefined = () => undefined) {
  const asked: string[] = []
  const server = fakeServer(
    () => NOW,
    async ({ path }: BridgeRequest) => {
      asked.push(path)
      return answers(path) ?? { ok: true, value: snapshotOf([THEN]) }
    },
  )
  const { watchfloor } = createWatchfloor(server.bridge, {
    now: () => NOW,
    monotonic: () => 0,
    after: () => () => {},
    nextFrame: (run) => run(),
    isInFront: () => true,
    shelf: { getItem: () => null, setItem: () => {} },
  })
  server.board(snapshotOf([]))
  server.freshness(liveFreshness(0, NOW))
  const of = (word: string): readonly string[] => asked.filter((path) => path.includes(word))
  return { watchfloor, server, of, past: createPast(watchfloor) }
}

const settled = (past: ReturnType<typeof rig>['past']) =>
  until('the moment to be shown', async () => !past.past.getState().isReading || undefined)

test('a moment has its own board and clock; the board of now goes on beside it, untouched', async () => {
  const { watchfloor, server, past } = rig()
  const at = NOW - 20 * 60_000
  past.past.lookAt(at)
  await settled(past)
  expect(past.ticker.now()).toBe(at)
  expect([...(past.live.getState().board?.alerts.keys() ?? [])]).toEqual(['aa'.repeat(8)])
  expect(watchfloor.live.getState().board?.alerts.size).toBe(0)
  server.events([server.change('alert_created', sampleAlert({ fingerprint: 'bb'.repeat(8) }))])
  expect(watchfloor.live.getState().board?.alerts.size).toBe(1)
  expect(past.live.getState().board?.alerts.size).toBe(1)
})

test('nothing can be done to what was: every act says so, and none is asked of the server', async () => {
  const { watchfloor, server, past } = rig()
  past.past.lookAt(NOW - 60_000)
  await settled(past)
  await past.actions.acknowledge([THEN])
  await past.actions.giveBack([THEN])
  await past.actions.resolve([THEN])
  expect(isBarred(past, 'respond')).toBe(true)
  expect(isBarred(watchfloor, 'respond')).toBe(false)
  expect(server.asked).toEqual([])
  const { toasts } = watchfloor.toasts.getState()
  expect(toasts.map(({ text }) => text)).toEqual([[expect.stringMatching(/You are looking back. Esc/)]])
})

test('whoever holds a key down asks for the first moment and the last, not for all between', async () => {
  const { past, of } = rig()
  for (let minute = 1; minute <= 30; minute++) past.past.lookAt(NOW - minute * 60_000)
  await settled(past)
  expect(of('/board')).toHaveLength(2)
  expect(past.ticker.now()).toBe(NOW - 30 * 60_000)
})

test('what lies before the log’s beginning says so, and the next moment is shown again', async () => {
  let isKept = false
  const refusal = { ok: false, reason: 'not_found', message: 'history begins at 2026-11-01' } as const
  const { past } = rig(() => (isKept ? undefined : refusal))
  past.past.lookAt(NOW - 99 * 86_400_000)
  await settled(past)
  expect(past.past.getState().refusal).toEqual(refusal)
  isKept = true
  past.past.lookAt(NOW - 60_000)
  await settled(past)
  expect(past.past.getState().refusal).toBeNull()
})

test('steps go a minute on, to the event before or after of what is looked at, and never beyond now', async () => {
  const timestamp = new Date(NOW - 600_000).toISOString()
  const event = { id: 'e', type: 'alert_created', source: 'alert_processor', epoch: 'e', sequence: 7 }
  const page = { events: [{ ...event, timestamp, data: THEN }], before: null }
  const { watchfloor, past, of } = rig((path) =>
    path.includes('/history') ? { ok: true, value: page } : undefined,
  )
  goTo(`/history?at=${new Date(NOW - 60_000).toISOString()}&severity=critical`)
  past.board.setView({ ...past.board.getState().view, levels: ['critical'] }, null)
  past.past.lookAt(NOW - 60_000)
  await settled(past)
  const here = (): number | null => momentOf('/history', location.hash.split('?')[1] ?? '')
  past.past.stepMinutes(-1)
  expect(here()).toBe(NOW - 120_000)
  expect(location.hash).toContain('severity=critical')
  await past.past.stepEvents(-1)
  expect(here()).toBe(NOW - 600_000)
  expect(of('/history').at(-1)).toMatch(/severity=critical&from=.*&to=/)
  expect(past.past.getState().event?.type).toBe('alert_created')
  past.past.lookAt(NOW - 1)
  past.past.stepMinutes(1)
  expect(here()).toBe(NOW - 600_000)
  expect(watchfloor.toasts.getState().toasts.at(-1)?.text).toEqual([
    'That is now: Esc leads to the live board.',
  ])
})

test('a filter that is changed in the past keeps the moment', () => {
  goTo('/history?at=2026-11-24T03:00:00Z&alert=aa')
  changeView((view) => ({ ...view, levels: ['high'] }))
  expect(location.hash).toBe('#/history?severity=high&at=2026-11-24T03%3A00%3A00Z&alert=aa')
  goTo('/')
})
