import { type Alert, formatTime, levelOf } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { decide, type Situation, type Step } from '../../../src/main/notifications/decide.ts'
import {
  confirm,
  forget,
  heldOf,
  NEW,
  over,
  recalled,
  refuse,
  type Standing,
  type Told,
  tell,
  toldOf,
} from '../../../src/main/notifications/standing.ts'

const WALL = Date.UTC(2026, 10, 24, 3, 12)
let rows = 0

function alert(severity: string, rest: Partial<Alert> = {}): Alert {
  return {
    fingerprint: '0123456789abcdef',
    life: 'abc.1',
    alertname: 'PaymentsDown',
    status: 'firing',
    severity,
    level: levelOf(severity),
    unconfirmed: false,
    flapping: 0,
    labels: { alertname: 'PaymentsDown', severity },
    annotations: {},
    starts_at: formatTime(WALL),
    silenced_by: [],
    inhibited_by: [],
    muted_by: [],
    acknowledged_by: null,
    receivers: [],
    ...rest,
  }
}

function situation(members: readonly Alert[], rest: Partial<Situation> = {}): Situation {
  return {
    members,
    wall: WALL,
    circumstances: { paused_until: null, quiet_hours: null, in_front: false, name: 'Ana' },
    fold: null,
    isFlooded: false,
    isRemembered: false,
    asked: null,
    row: `row ${++rows}`,
    ...rest,
  }
}

const PAUSED = { paused_until: WALL + 60_000, quiet_hours: null, in_front: false, name: 'Ana' }
const TAKEN = { acknowledged_by: { name: 'Priya', at: formatTime(WALL), until: 'resolved' as const } }
const CRITICAL = alert('critical')
const HIGH = alert('high')

/** What is said, each with its reason or outcome. */
function said({ sayings }: Step): readonly string[] {
  return sayings.map((saying) => {
    if (saying.type === 'take_back') return `${saying.type} ${saying.outcome}`
    return 'reason' in saying ? `${saying.type} ${saying.reason}` : saying.type
  })
}

function toldAs(as: Told['as'], level: Told['level'] = 'critical', count = 1): Standing {
  return tell(NEW, { level, row: 'told', at: WALL, as, count })
}

test('S22: what is told already is not told again: its row speaks of all of them', () => {
  const first = decide(NEW, situation([CRITICAL], { row: 'first' }))
  expect(said(first)).toEqual(['tell critical'])
  expect(toldOf(first.standing)).toMatchObject({ row: 'first', level: 'critical', as: 'single', count: 1 })
  const second = decide(first.standing, situation([CRITICAL, CRITICAL, HIGH]))
  expect(second.sayings).toMatchObject([{ type: 'amend', row: 'first', alerts: { length: 3 } }])
  expect(said(decide(second.standing, situation([CRITICAL, CRITICAL, HIGH])))).toEqual([])
})

test('S22: what gets worse is told again, in the place of its own notification', () => {
  const worse = decide(toldAs('single', 'high'), situation([CRITICAL], { isFlooded: true }))
  expect(worse.sayings).toMatchObject([{ type: 'tell', reason: 'worse', inPlace: true }])
})

test('S24: in a flood a critical joins the others, unless its own notification stands already', () => {
  const flooded = { isFlooded: true }
  const joined = decide(NEW, situation([CRITICAL], flooded))
  expect(said(joined)).toEqual(['fold in_flood'])
  expect(toldOf(joined.standing)?.as).toBe('flood')
  // What a storm stood for has no notification of its own.
  expect(said(decide(toldAs('fold', 'high'), situation([CRITICAL], flooded)))).toEqual(['fold in_flood'])
})

test('a storm and a digest stand for what is no critical, and for nothing else', () => {
  expect(said(decide(NEW, situation([HIGH], { fold: 'in_storm' })))).toEqual(['fold in_storm'])
  expect(said(decide(NEW, situation([HIGH], { fold: 'in_digest' })))).toEqual(['fold in_digest'])
  expect(said(decide(NEW, situation([CRITICAL], { fold: 'in_storm' })))).toEqual(['tell critical'])
})

test('S25: what a pause holds back has one row that speaks of all of it, and is told when it is over', () => {
  const held = decide(NEW, situation([CRITICAL], { circumstances: PAUSED, row: 'held' }))
  expect(said(held)).toEqual(['hold paused'])
  const more = decide(held.standing, situation([CRITICAL, CRITICAL], { circumstances: PAUSED }))
  expect(more.sayings).toMatchObject([{ type: 'amend', row: 'held' }])
  expect(said(decide(more.standing, situation([CRITICAL, CRITICAL], { circumstances: PAUSED })))).toEqual([])
  const after = decide(more.standing, situation([CRITICAL, CRITICAL], { why: 'pause_over' }))
  expect(said(after)).toEqual(['tell pause_over'])
  expect(heldOf(after.standing)).toBeNull()
})

test('S25: what got worse during a pause is held back beside what was told before it', () => {
  const step = decide(toldAs('single', 'high'), situation([CRITICAL], { circumstances: PAUSED }))
  expect(said(step)).toEqual(['hold paused'])
  expect([toldOf(step.standing)?.level, heldOf(step.standing)?.level]).toEqual(['high', 'critical'])
})

test('S24: what is hidden is held back with the reason, taken from the screen, and news when it shows again', () => {
  const silenced = alert('critical', { silenced_by: ['one'] })
  expect(said(decide(NEW, situation([silenced])))).toEqual(['hold silenced'])
  const hidden = decide(toldAs('single'), situation([silenced]))
  expect(said(hidden)).toEqual(['take_back withdrawn', 'hold silenced'])
  expect(said(decide(hidden.standing, situation([silenced])))).toEqual([])
  expect(said(decide(hidden.standing, situation([CRITICAL])))).toEqual(['tell critical'])
})

test('what somebody has leaves the screen, and is told again only when another gives it back', () => {
  const taken = decide(toldAs('single'), situation([alert('critical', TAKEN)]))
  expect(said(taken)).toEqual(['take_back acknowledged'])
  expect(said(decide(taken.standing, situation([CRITICAL])))).toEqual([])
  expect(said(decide(forget(taken.standing), situation([CRITICAL], { why: 'unacknowledged' })))).toEqual([
    'tell unacknowledged',
  ])
})

test('S26: what the system refused waits 30 s, then twice as long each time, at most 5 min, under one row', () => {
  let { standing } = decide(NEW, situation([CRITICAL], { row: 'row' }))
  const waits: number[] = []
  for (let n = 0; n < 6; n++) {
    standing = refuse(standing, 'row', 1_000)
    if (standing.kind === 'refused') waits.push(standing.retryAt - 1_000)
    const again = decide(standing, situation([CRITICAL]))
    expect(again.sayings).toMatchObject([{ type: 'tell', row: 'row' }])
    standing = again.standing
  }
  expect(waits).toEqual([30_000, 60_000, 120_000, 240_000, 300_000, 300_000])
  const first = refuse(confirm(standing, 'row'), 'row', 1_000)
  expect(first).toMatchObject({ kind: 'refused', retryAt: 31_000 })
})

test('S26: only the notification of the group itself is asked again, not one that speaks of much else', () => {
  for (const as of ['flood', 'fold'] as const) expect(refuse(toldAs(as), 'told', 0)).toEqual(toldAs(as))
  expect(refuse(toldAs('single'), 'another', 0)).toEqual(toldAs('single'))
})

test('S26: what the inbox knows of a life holds after a restart, unless something was decided since', () => {
  const told: Told = { level: 'critical', row: 'before', at: WALL, as: 'single', count: 1 }
  expect(said(decide(recalled(NEW, told, null), situation([CRITICAL])))).toEqual([])
  const since = decide(NEW, situation([HIGH])).standing
  expect(recalled(since, told, null)).toBe(since)
  const asked = decide(recalled(NEW, null, null), situation([CRITICAL], { asked: 'before' }))
  expect(asked.sayings).toMatchObject([{ type: 'tell', row: 'before' }])
})

test('what woke somebody and ended is said silently; what was not told, or is known to be told, is only taken back', () => {
  const end = (standing: Standing, last = CRITICAL, rest: Partial<Situation> = {}) =>
    said(decide(over(standing, last), situation([], rest)))
  expect(end(toldAs('single'))).toEqual(['resolved'])
  expect(end(toldAs('single', 'high'), HIGH)).toEqual(['take_back withdrawn'])
  expect(end(toldAs('single'), alert('critical', TAKEN))).toEqual(['take_back withdrawn'])
  expect(end(toldAs('single'), CRITICAL, { circumstances: PAUSED })).toEqual(['take_back withdrawn'])
  expect(end(toldAs('flood'))).toEqual([])
})

test('S17: a critical or high one that came and went before anybody could be told has a row that says so', () => {
  const end = (standing: Standing, last: Alert, isRemembered = false) =>
    said(decide(over(standing, last), situation([], { isRemembered })))
  expect([end(NEW, CRITICAL), end(NEW, HIGH)]).toEqual([['hold ended'], ['hold ended']])
  expect(end(refuse(toldAs('single'), 'told', 0), CRITICAL)).toEqual(['hold ended'])
  expect(end(NEW, alert('warning'))).toEqual([])
  expect(end(NEW, alert('critical', { silenced_by: ['one'] }))).toEqual([])
  expect(end(NEW, CRITICAL, true)).toEqual([])
  expect(end(decide(NEW, situation([CRITICAL], { circumstances: PAUSED })).standing, CRITICAL)).toEqual([])
})

test('S6: what was told of lives that are over says nothing about the next one, but leaves the screen with it', () => {
  const ended = over(over(toldAs('single'), CRITICAL), CRITICAL)
  expect(said(decide(ended, situation([CRITICAL])))).toEqual(['tell critical'])
  const taken = decide(ended, situation([alert('critical', TAKEN)]))
  expect(said(taken)).toEqual(['take_back acknowledged'])
  expect(taken.standing).toEqual(NEW)
  const hidden = decide(ended, situation([alert('critical', { muted_by: ['night'] })]))
  expect(said(hidden)).toEqual(['take_back withdrawn', 'hold muted'])
})
