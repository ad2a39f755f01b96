import type { SystemNotification } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { noticeWords } from '../../src/shared/notice-words.ts'
import { serverWords } from '../../src/shared/server-words.ts'
import { formatClock, formatMoment } from '../../src/shared/times.ts'

const NOW = Date.parse('2026-11-24T12:16:07.000Z')
const NOON = '2026-11-24T12:00:00.000Z'
const ID = '0b1c2d3e-0000-4000-8000-00000000000a'

test('the times of a sentence of the server are those of the person’s clock, and nobody is shown an id', () => {
  const clock = formatClock(Date.parse(NOON))
  expect(serverWords(`Watchdog has not arrived since ${NOON}`, NOW)).toBe(
    `Watchdog has not arrived since ${clock}`,
  )
  const day = formatMoment(Date.parse(NOON)).replace(/:\d\d$/, '')
  expect(serverWords(`until ${NOON} (silence ${ID})`)).toBe(`until ${day}`)
  expect(serverWords(`silence ${ID} not found`)).toBe('the silence not found')
  expect(serverWords(`another one, ${ID}, took its place`)).toBe('another one, 0b1c2d3e…, took its place')
})

test('what only looks like a time or an id stays, and so do the words of people', () => {
  for (const text of [
    '2026-13-45T99:99:99Z',
    '2026-11-24',
    `x${ID}`,
    'host-2026 is down',
    'silence is golden',
  ])
    expect(serverWords(text, NOW)).toBe(text)
})

const about = {
  by: 'Ana',
  comment: 'db-maint',
  ends_at: '2026-11-24T12:31:07.000Z',
  count: 3,
  critical: 1,
  critical_names: 'Down',
}
const ends = formatClock(Date.parse(about.ends_at))
const notice = (kind: SystemNotification['kind'], part: object = {}): SystemNotification =>
  ({ level: 'warning', message: 'm', kind, about: { ...about, ...part } }) as SystemNotification

test.each([
  ['silence_ends', {}, `The silence “db-maint”, by Ana, ends at ${ends}: 3 alerts that it hides still fire.`],
  [
    'silence_ends',
    { by: undefined, comment: ' ', count: 1 },
    `The silence ends at ${ends}: 1 alert that it hides still fires.`,
  ],
  ['silence_hides_much', { firing: 9 }, `Ana silenced 3 of 9 firing alerts until ${ends}: db-maint.`],
  ['silence_hides_much', { count: undefined }, `Ana silenced much of what fires until ${ends}: db-maint.`],
  [
    'silence_hides_much',
    { starts_at: about.ends_at, by: undefined },
    `Somebody will silence 3 firing alerts from ${ends} until ${ends}: db-maint.`,
  ],
  ['silence_proposed', {}, `Ana wants to silence 3 firing alerts until ${ends}: db-maint.`],
  ['silence_confirmed', {}, `Ana confirmed the silence “db-maint”: it holds until ${ends}.`],
] as const)('a notice of the kind %s %j says who, what and until when', (kind, part, said) => {
  expect(noticeWords(notice(kind, part), NOW).text).toBe(said)
})

test('a server that gives no facts is quoted, in the person’s time', () => {
  const old: SystemNotification = {
    level: 'warning',
    message: `Ana silenced all, until ${NOON} (silence ${ID})`,
  }
  expect(noticeWords(old, NOW).text).toBe(`Ana silenced all, until ${formatClock(Date.parse(NOON))}.`)
})
