import { expect, test } from 'vitest'
import {
  type TrayItem,
  type TrayState,
  trayAction,
  trayModelOf,
} from '../../../src/main/presence/tray-model.ts'

/** Local times, as a person reads them. */
const at = (hours: number, minutes = 0): number => new Date(2026, 0, 5, hours, minutes).getTime()

const LIVE: TrayState = {
  state: 'live',
  stateLine: 'Live · watch.example.com · nothing needs you',
  criticals: 0,
  top: [],
  pausedUntil: null,
  now: at(3, 10),
}
const PAYMENTS = {
  fingerprint: '0123456789abcdef',
  life: 'a.7',
  title: 'PaymentsDown',
  where: 'eu-1 payments',
}
const CRITICAL: TrayState = { ...LIVE, criticals: 1, top: [PAYMENTS] }

/** The menu as a person reads it. */
function read(items: readonly TrayItem[]): string[] {
  return items.flatMap((item) => {
    if (item.kind === 'separator') return ['—']
    if (item.kind === 'line') return [`(${item.label})`]
    return item.kind === 'submenu'
      ? [item.label, ...read(item.items).map((text) => `> ${text}`)]
      : [item.label]
  })
}

test('idle: the state, how to pause, how to open, how to quit', () => {
  const model = trayModelOf(LIVE)
  expect(model).toMatchObject({
    shape: 'idle',
    count: 0,
    tooltip: 'Watchfloor · Live · watch.example.com · nothing needs you',
  })
  expect(read(model.menu)).toEqual([
    '(Live · watch.example.com · nothing needs you)',
    '—',
    'Pause 15 min',
    'Pause 1 h',
    'Pause until 08:00',
    '—',
    'Open Watchfloor',
    'Quit: you will not be told',
  ])
})

test('each critical is acknowledged or opened from the menu; more than five are counted', () => {
  const top = Array.from({ length: 5 }, (_, n) => ({
    ...PAYMENTS,
    title: `Down${n}`,
    where: n === 0 ? '' : 'eu-1',
  }))
  const { menu, count, shape, tooltip } = trayModelOf({ ...LIVE, criticals: 7, top })
  expect([shape, count]).toEqual(['critical', 7])
  expect(tooltip).toMatch(/^Watchfloor · 7 critical · Live/)
  expect(read(menu).slice(1, 8)).toEqual([
    'Critical · Down0',
    '> Acknowledge',
    '> Open',
    'Critical · Down1 · eu-1',
    '> Acknowledge',
    '> Open',
    'Critical · Down2 · eu-1',
  ])
  expect(read(menu)).toContain('2 more critical')
  expect(menu[1]).toMatchObject({
    items: [
      { choice: { type: 'acknowledge', fingerprint: PAYMENTS.fingerprint, life: 'a.7' } },
      { choice: { type: 'open_alert', fingerprint: PAYMENTS.fingerprint } },
    ],
  })
})

const PAUSED = { pausedUntil: at(3, 40) }
const BLIND = { state: 'not_receiving', stateLine: 'Not receiving · no network' } as const
test.each([
  ['idle', LIVE],
  ['idle', { ...LIVE, state: 'no_server' }],
  ['paused', { ...LIVE, ...PAUSED }],
  ['critical', CRITICAL],
  ['critical', { ...CRITICAL, ...PAUSED }],
  ['critical', { ...CRITICAL, state: 'checking' }],
  ['not_receiving', { ...LIVE, ...BLIND }],
  ['not_receiving', { ...CRITICAL, ...BLIND, ...PAUSED }],
] as const)('the shape is %s', (shape, state) => {
  expect(trayModelOf(state).shape).toBe(shape)
})

test('what the shape cannot say stands in the tooltip', () => {
  expect(trayModelOf({ ...CRITICAL, ...PAUSED }).tooltip).toMatch(
    /^Watchfloor · 1 critical · Paused until 03:40 · Live/,
  )
  expect(trayModelOf({ ...CRITICAL, ...BLIND, ...PAUSED }).tooltip).toBe(
    'Watchfloor · Not receiving · no network · 1 critical when last heard · Paused until 03:40',
  )
})

test('while paused the menu resumes, and says until when', () => {
  const { menu } = trayModelOf({ ...LIVE, ...PAUSED })
  expect(read(menu).slice(2, -3)).toEqual(['Resume notifications (paused until 03:40)'])
  const days = trayModelOf({ ...LIVE, pausedUntil: new Date(2026, 0, 8, 9).getTime() })
  expect(read(days.menu)[2]).toMatch(/paused until Thu 8 Jan, 09:00/)
})

test.each([
  ['15_min', at(3, 10), at(3, 25)],
  ['1_h', at(3, 10), at(4, 10)],
  ['until_8', at(3, 10), at(8)],
  ['until_8', at(8), at(32)],
  ['until_8', at(22), at(32)],
] as const)('a pause of %s counts from when it is chosen', (length, now, until) => {
  expect(trayAction({ type: 'pause', length }, now)).toEqual({ type: 'pause', until })
})

test('the same state a minute later is the same model', () => {
  expect(trayModelOf({ ...CRITICAL, now: CRITICAL.now + 60_000 })).toEqual(trayModelOf(CRITICAL))
})

test('nothing is longer than systems show', () => {
  const long = 'x'.repeat(300)
  const { tooltip, menu } = trayModelOf({ ...CRITICAL, stateLine: long, top: [{ ...PAYMENTS, title: long }] })
  expect(tooltip.length).toBe(127)
  for (const label of read(menu)) expect(label.length).toBeLessThanOrEqual(72)
})
