import { type BoardAlert, formatTime } from '@watchfloor/contract'
import { afterEach, expect, test } from 'vitest'
import { createWatchfloor } from '../../../../src/renderer/app/create-watchfloor.ts'
import { createDrill, LATE_MS, PARTS } from '../../../../src/renderer/features/assistant/drill.ts'
import {
  isPassed,
  missingText,
  secondsText,
} from '../../../../src/renderer/features/assistant/drill-words.ts'
import type { InboxRow } from '../../../../src/shared/inbox.ts'
import { snapshotOf } from '../../support/board-rig.ts'
import { fakeServer } from '../../support/fake-bridge.ts'
import { deskState, fakeDesk, inboxRow } from '../../support/fake-desk.ts'

const NOW = Date.UTC(2026, 10, 24, 3)
const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

function bench() {
  let monotonic = 1_000
  const timers: { readonly ms: number; readonly run: () => void }[] = []
  const desk = fakeDesk(() => NOW, deskState({ name: 'Priya' }))
  const server = fakeServer(() => NOW, undefined, desk.bridge)
  const posted: BoardAlert[] = []
  server.onPost = (alert) => void posted.push(alert)
  const { watchfloor, stop } = createWatchfloor(server.bridge, {
    now: () => NOW,
    monotonic: () => monotonic,
    after: () => () => {},
    nextFrame: (run) => run(),
    isInFront: () => false,
    shelf: { getItem: () => null, setItem: () => {} },
  })
  const drill = createDrill({
    watchfloor,
    after: (ms, run) => {
      timers.push({ ms, run })
      return () => timers.splice(0)
    },
    newId: () => `d${posted.length}`,
  })
  ends.push(stop, drill.stop)
  server.board(snapshotOf([]))
  return {
    drill,
    server,
    desk,
    posted,
    timers,
    pass: (ms: number) => {
      monotonic += ms
    },
    row: (alert: BoardAlert, part: Partial<InboxRow>) =>
      desk.rows([inboxRow({ id: alert.fingerprint, at: formatTime(NOW), alerts: [lifeOf(alert)], ...part })]),
  }
}

const lifeOf = ({ fingerprint, life }: BoardAlert) => ({ fingerprint, life })

test('each part is ticked off with the time since the press', async () => {
  const { drill, server, posted, pass, row } = bench()
  const run = drill.run()
  const [alert] = posted as [BoardAlert]
  expect(alert.labels).toEqual({ alertname: 'WatchfloorDrill', severity: 'critical', test: 'true', id: 'd0' })
  expect(alert.annotations.summary).toBe('TEST: a drill from Priya.')
  await run
  pass(40)
  server.events([server.change('alert_created', alert)])
  pass(50)
  row(alert, { outcome: 'asked' })
  expect(drill.getState().times.shown).toBeUndefined()
  row(alert, { outcome: 'shown' })
  pass(3_110)
  expect(isPassed(drill.getState())).toBe(false)
  await server.bridge.acknowledge(alert.fingerprint, { life: alert.life, name: 'Priya' })
  await Promise.resolve()
  expect(drill.getState().times).toEqual({ accepted: 0, on_desk: 40, shown: 90, acknowledged: 3_200 })
  expect(isPassed(drill.getState())).toBe(true)
  expect(Object.values(drill.getState().times).map(secondsText)).toEqual([
    '0.00 s',
    '0.04 s',
    '0.09 s',
    '3.2 s',
  ])
})

test('a notification that is told before the board has its alert counts all the same', async () => {
  const { drill, server, posted, row, pass } = bench()
  await drill.run()
  const [alert] = posted as [BoardAlert]
  pass(20)
  row(alert, { outcome: 'shown' })
  expect(drill.getState().times.shown).toBeUndefined()
  server.events([server.change('alert_created', alert)])
  expect(drill.getState().times).toMatchObject({ on_desk: 20, shown: 20 })
})

test('another life of the same alert is not this drill', async () => {
  const { drill, server, posted, row } = bench()
  await drill.run()
  const [alert] = posted as [BoardAlert]
  server.events([server.change('alert_created', alert)])
  row({ ...alert, life: 'older.1' }, { outcome: 'shown' })
  expect(drill.getState().times.shown).toBeUndefined()
})

test('after 30 s it says what did not happen', async () => {
  const { drill, timers } = bench()
  await drill.run()
  expect(PARTS.map((part) => missingText(drill.getState(), part))).toEqual(['', '', '', ''])
  expect(timers.map(({ ms }) => ms)).toEqual([LATE_MS])
  timers[0]?.run()
  expect(PARTS.map((part) => missingText(drill.getState(), part))).toEqual([
    '',
    'Not within 30 s: the board did not receive it. The badge above tells which hop.',
    'Not within 30 s: the system has not said that it showed it.',
    'Not yet: nobody has it.',
  ])
})

test('a server that refuses it ends the drill, with its words', async () => {
  const { drill, server } = bench()
  delete (server as { onPost?: unknown }).onPost
  await drill.run()
  expect(drill.getState().isRunning).toBe(false)
  expect(missingText(drill.getState(), 'accepted')).toContain('Not accepted: the server does not know it.')
})

test('held back, it says why; failed, what the system said', async () => {
  const { drill, server, posted, row } = bench()
  await drill.run()
  const [alert] = posted as [BoardAlert]
  server.events([server.change('alert_created', alert)])
  row(alert, { decision: 'hold', reason: 'paused', outcome: 'none' })
  expect(missingText(drill.getState(), 'shown')).toBe('Held back: You had paused notifications.')
  row(alert, { outcome: 'failed', error: 'no daemon' })
  expect(missingText(drill.getState(), 'shown')).toBe('Not shown. It failed: no daemon')
})

test('each drill is one of its own, and the last one is followed', async () => {
  const { drill, server, posted, pass } = bench()
  await drill.run()
  await drill.run()
  const [first, second] = posted as [BoardAlert, BoardAlert]
  expect(first.fingerprint).not.toBe(second.fingerprint)
  server.events([server.change('alert_created', first)])
  expect(drill.getState().alert).toBeNull()
  pass(5)
  server.events([server.change('alert_created', second)])
  expect(drill.getState().times.on_desk).toBe(5)
})
