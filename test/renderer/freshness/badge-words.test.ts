import type { Freshness } from '@watchfloor/client'
import { expect, test } from 'vitest'
import { badgeOf } from '../../../src/renderer/features/freshness/badge-words.ts'

const common = {
  at: 1000,
  since: 0,
  proof: { at: 1000, server_time: 0 },
  skew_ms: 0,
  drops: { count: 0, longest_ms: 0, unstable: false },
  counts: { malformed: 0, duplicates: 0, gaps: 0, resets: 0 },
  not_storing: null,
}
const live = { ...common, state: 'live', transport: 'sse', reloaded: null } as const
const offline = { ...common, state: 'offline', detail: '', retry_at: null } as const

function words(freshness: Freshness | null, age = 2_000, doubts = ''): string {
  const server = 'https://watch.example.com'
  return badgeOf({ freshness, age, monotonic: 1000, server, doubts }).text
}

const STATES: readonly (readonly [string, Freshness | null, number])[] = [
  ['Live · 2 s', live, 2_000],
  ['Live · WebSocket · 2 s', { ...live, transport: 'websocket' }, 2_000],
  ['Live · polling, up to 5 s late', { ...live, transport: 'polling' }, 2_000],
  ['Checking…', { ...common, state: 'checking' }, 2_000],
  ['Not receiving · no network · 25 s', { ...offline, broken: 'no_network' }, 25_000],
  ['Not receiving · Wi-Fi wants a sign-in · 25 s', { ...offline, broken: 'portal' }, 25_000],
  ['Not receiving · watch.example.com not found (VPN?) · 25 s', { ...offline, broken: 'dns' }, 25_000],
  ['Not receiving · server does not answer · 25 s', { ...offline, broken: 'refused' }, 25_000],
  ['Not receiving · certificate not trusted · 25 s', { ...offline, broken: 'tls' }, 25_000],
  ['Not receiving · server is cut off from its store · 25 s', { ...offline, broken: 'cut_off' }, 25_000],
  ['Server restarting · back in about 10 s', { ...common, state: 'restarting', until: 11_000 }, 2_000],
  [
    'Catching up · 214 of 1,902',
    { ...common, state: 'catching_up', transport: 'sse', done: 214, total: 1902 },
    2_000,
  ],
  [
    'Signed out · sign in to receive',
    { ...common, state: 'signed_out', status: 401, reason: 'refused', detail: '' },
    2_000,
  ],
  ['Live · your clock is 4 min behind', { ...live, skew_ms: -240_000 }, 2_000],
  [
    'Live · unstable, 5 drops in 10 min',
    { ...live, drops: { count: 5, longest_ms: 1, unstable: true } },
    2_000,
  ],
]

test.each(STATES)('the badge says "%s"', (expected, freshness, age) => {
  expect(words(freshness, age)).toBe(expected)
})

test('a quiet source shows although the server is fine', () => {
  expect(words(live, 2_000, '1 source quiet')).toBe('Live · 1 source quiet')
})

test('S13: a server that cannot store says so, whatever else is true', () => {
  expect(words({ ...live, not_storing: 'disk full' }, 2_000, '1 source quiet')).toBe(
    'Live · server cannot store changes',
  )
})
