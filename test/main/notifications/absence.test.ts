import { formatTime } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { boardOf, deskRig } from './desk-rig.ts'

const MIN = 60_000

test('S27: 30 s without proof of life are told, with a sound and since when; receiving again says what came', () => {
  const desk = deskRig()
  desk.meet()
  desk.pass(MIN)
  desk.freshness('offline', { proofAge: 25_000 })
  expect(desk.shown()).toEqual([])
  desk.pass(5_000)
  expect(desk.notified()).toMatchObject([
    {
      content: {
        title: 'You are not receiving alerts',
        body: 'Since 03:12:35. watch.example.com not found (VPN?). Retrying.',
        urgency: 'critical',
        is_silent: false,
        stays: true,
      },
    },
  ])
  desk.pass(4 * MIN)
  desk.freshness('catching_up')
  desk.fire(desk.alert({ service: 'a' }), desk.alert({ service: 'b' }))
  desk.freshness('live')
  const asked = desk.notified()
  expect(asked.map(({ content }) => content.title)).toEqual([
    'Receiving again',
    'Critical · PaymentsDown',
    'Critical · PaymentsDown',
  ])
  expect(asked[0]?.content.body).toBe('Blind 4 min 30 s. 2 critical arrived meanwhile.')
})

test('S27: a drop of less than 30 s is not told, and what came meanwhile is', () => {
  const desk = deskRig()
  desk.meet()
  desk.freshness('checking', { proofAge: 18_000 })
  desk.pass(7_000)
  desk.freshness('offline', { proofAge: 25_000 })
  desk.fire(desk.alert({}))
  desk.freshness('live')
  expect(desk.shown()).toEqual(['♪ Critical · PaymentsDown'])
  desk.pass(MIN)
  expect(desk.shown()).toEqual([])
})

test('S27: from the third drop one "unstable" stands in the place of the pairs; over 2 min is always told', () => {
  const desk = deskRig()
  desk.meet()
  const drops = (count: number) => ({ count, longest_ms: 48_000, unstable: count >= 3 })
  desk.freshness('live', { drops: drops(3) })
  expect(desk.notified()).toMatchObject([
    {
      content: {
        title: 'Your connection is unstable',
        body: '3 drops in 10 min, longest 48 s. All missed alerts were delivered.',
      },
    },
  ])
  desk.freshness('offline', { drops: drops(4), proofAge: 25_000 })
  desk.pass(30_000)
  expect(desk.shown()).toEqual(['Your connection is unstable'])
  expect(desk.rows().at(-1)).toMatchObject({ decision: 'fold', reason: 'in_unstable' })
  desk.pass(90_000)
  expect(desk.shown()).toEqual(['♪ You are not receiving alerts'])
  desk.freshness('live', { drops: drops(4) })
  expect(desk.shown()).toEqual(['Receiving again'])
  expect(desk.freshness('live', { drops: drops(0) })).toMatchObject([{ type: 'withdraw', key: 'connection' }])
})

test('S27: started while the server is down, it is told after 30 s; a pause holds it back until it ends', () => {
  const desk = deskRig()
  desk.set({ paused_until: desk.wall() + 10 * MIN })
  desk.freshness('offline', { proofAge: null })
  desk.pass(30_000)
  expect(desk.shown()).toEqual([])
  expect(desk.rows()).toMatchObject([{ decision: 'hold', reason: 'paused', kind: 'connection' }])
  desk.set({ paused_until: null })
  expect(desk.shown()).toEqual(['♪ You are not receiving alerts'])
})

test('S23: back after hours, criticals that need somebody come on their own, the rest in one digest', () => {
  const now = deskRig().wall()
  const desk = deskRig({ saved: boardOf([]), savedAt: now - 4.5 * 60 * MIN })
  desk.freshness('catching_up')
  const began = formatTime(now - 60 * MIN)
  const came = desk.alert({ service: 'came', severity: 'high' })
  desk.fire(
    desk.alert({ service: 'a' }, { starts_at: began }),
    came,
    desk.alert({ service: 'b', severity: 'high' }),
    desk.alert({ service: 'hidden' }, { silenced_by: ['s'] }),
  )
  desk.resolve(came)
  expect(desk.shown()).toEqual([])
  desk.freshness('live')
  const asked = desk.notified()
  expect(asked.map(({ content }) => content.title)).toEqual([
    'Critical · PaymentsDown',
    expect.stringMatching(/^Caught up: away (\w+ \d+ \w+, )?22:42–03:12$/),
  ])
  expect(asked[0]?.content.body).toContain('Since 02:12.')
  expect(asked[1]?.content.body).toBe(
    '1 critical still firing, 1 other firing, 1 came and went. Nothing lost.',
  )
  expect(desk.rows()).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ decision: 'fold', reason: 'in_digest', level: 'high' }),
      expect.objectContaining({ decision: 'hold', reason: 'ended', level: 'high' }),
    ]),
  )
})

test('S23: what the saved board held and what the inbox knows are no news after a restart', () => {
  const before = deskRig()
  before.meet()
  const told = before.alert({ service: 'told' })
  before.fire(told)
  const rows = before.rows().map((row) => ({ ...row, outcome: 'shown' as const }))
  const old = before.alert({ service: 'old' })
  // The copy on disk is older than the last notification.
  const desk = deskRig({ saved: boardOf([old]), savedAt: before.wall(), rows })
  desk.freshness('catching_up')
  desk.fire(told)
  desk.freshness('live')
  expect(desk.shown()).toEqual([])
  desk.pass(5 * MIN)
  expect(desk.shown()).toEqual(['♪ Still critical, 5 min · PaymentsDown'])
})

test('S26: asked for but never confirmed, it is asked again under the same row and key', () => {
  const before = deskRig()
  before.meet()
  const alert = before.alert({})
  before.fire(alert)
  const [asked] = before.notified()
  const desk = deskRig({ saved: boardOf([alert]), savedAt: before.wall(), rows: before.rows() })
  desk.freshness('live')
  const again = desk.notified()
  expect(again).toHaveLength(1)
  expect(again[0]?.row).toMatchObject({ id: asked?.row.id, key: asked?.row.key })
})

test('S26: what the system refused to show is tried again, later each time', () => {
  const desk = deskRig()
  desk.meet()
  desk.fire(desk.alert({}))
  const row = desk.notified()[0]?.row.id ?? ''
  desk.take({ type: 'failed', row })
  desk.pass(29_000)
  expect(desk.shown()).toEqual([])
  desk.pass(1_000)
  expect(desk.notified()).toMatchObject([{ row: { id: row } }])
  desk.take({ type: 'failed', row })
  desk.pass(59_000)
  expect(desk.shown()).toEqual([])
  desk.pass(1_000)
  expect(desk.notified()).toMatchObject([{ row: { id: row } }])
})

test('S26: while the system says nothing of what it was asked again, nothing is done', () => {
  const desk = deskRig()
  desk.meet()
  desk.fire(desk.alert({}))
  const row = desk.notified()[0]?.row.id ?? ''
  desk.take({ type: 'failed', row })
  desk.pass(30_000)
  expect(desk.notified()).toMatchObject([{ row: { id: row } }])
  expect(desk.deadline()).toBeGreaterThan(desk.now())
})

test('S23: a summary that the system refused makes no news of what it spoke of', () => {
  const desk = deskRig()
  desk.take({ type: 'board', board: boardOf([desk.alert({})]), cause: 'start' })
  desk.freshness('live')
  const row = desk.notified()[0]?.row.id ?? ''
  desk.take({ type: 'failed', row })
  desk.pass(60_000)
  expect(desk.shown()).toEqual([])
})

test('another server under the same address is a first contact; the same one whose log was cut is a gap', () => {
  const desk = deskRig()
  const known = desk.alert({ service: 'known' })
  desk.meet([known])
  desk.take({ type: 'board', board: boardOf([known, desk.alert({ service: 'new' })]), cause: 'unknown' })
  expect(desk.shown()).toEqual(['♪ Critical · PaymentsDown'])
  const others = [1, 2].map((n) => desk.alert({ service: `other${n}` }))
  desk.take({ type: 'board', board: boardOf(others), cause: 'unknown' })
  expect(desk.shown()).toEqual(['Connected: 2 firing, 2 critical'])
})

test('after sleep nothing is told of before the board is true again, and then in a digest', () => {
  const desk = deskRig()
  desk.meet()
  const slept = desk.wall()
  desk.pass(3 * 60 * MIN)
  desk.take({ type: 'woke', asleepSince: slept })
  const [gone, stays] = [desk.alert({ service: 'gone' }), desk.alert({ service: 'stays' })]
  desk.fire(gone, stays)
  desk.resolve(gone)
  expect(desk.shown()).toEqual([])
  desk.freshness('live')
  expect(desk.shown()).toEqual(['♪ Critical · PaymentsDown', 'Caught up: away 03:12–06:12'])
})

test('a server that never says that it is done does not keep anything back for long', () => {
  const desk = deskRig()
  desk.meet()
  desk.freshness('catching_up')
  desk.fire(desk.alert({}))
  expect(desk.shown()).toEqual([])
  desk.pass(10_000)
  expect(desk.shown()).toEqual(['♪ Critical · PaymentsDown'])
})

test('pressing Acknowledge is answered: done, not needed, or not reached', () => {
  const desk = deskRig()
  desk.meet()
  const alert = desk.alert({})
  desk.fire(alert)
  const row = desk.notified()[0]?.row ?? null
  const answer = (refusal: { kind: 'failed' | 'not_needed'; message: string } | null) =>
    desk.take({ type: 'answered', alert, alerts: row?.alerts ?? [], row, refusal })
  answer({ kind: 'failed', message: 'The server was not reached.' })
  answer({ kind: 'not_needed', message: 'Priya has it.' })
  answer(null)
  expect(desk.notified().map(({ content }) => [content.title, content.body])).toEqual([
    ['Not acknowledged · PaymentsDown', 'The server was not reached. Nobody knows you are on it.'],
    ['Not needed · PaymentsDown', 'Priya has it.'],
    ['You have it · PaymentsDown', 'Confirmed 03:12:00. Repeats stop on every desk.'],
  ])
})

test.each([
  ['leaves out criticals', 2, []],
  ['is whole', 0, ['Resolved after 1 min · PaymentsDown']],
])('a known critical that is not on a board that %s', (_board, critical, told) => {
  const desk = deskRig()
  desk.meet()
  desk.fire(desk.alert({ service: 'a' }))
  desk.pass(MIN)
  desk.shown()
  const left_out = { critical, high: 0, warning: 9, info: 0, unset: 0 }
  desk.take({ type: 'board', board: { ...boardOf([]), left_out }, cause: 'trimmed' })
  desk.freshness('live')
  expect(desk.shown()).toEqual(told)
})

test('S23: the summary of the first contact counts what the board leaves out', () => {
  const desk = deskRig()
  const left_out = { critical: 2, high: 0, warning: 10, info: 0, unset: 0 }
  desk.take({ type: 'board', board: { ...boardOf([desk.alert({})]), left_out }, cause: 'start' })
  expect(desk.shown()).toEqual(['Connected: 13 firing, 3 critical'])
})
