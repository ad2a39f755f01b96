import type { NodeInfo } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { nodeWords } from '../../../src/renderer/features/freshness/node-words.ts'

const NOW = Date.parse('2026-03-02T12:00:00Z')
const node = (some: Partial<NodeInfo>): NodeInfo => ({
  name: 'a',
  url: '',
  version: '1.4.0',
  status: 'present',
  since: '2026-03-02T10:00:00Z',
  seen: '2026-03-02T11:58:30Z',
  asked: false,
  on_duty: false,
  ...some,
})

test.each<[Partial<NodeInfo>, string, string, string]>([
  [
    { on_duty: true, streams: 1, lag: 0 },
    'ok',
    'on duty: timers, health, upstreams',
    '1 stream · shows everything',
  ],
  [{ streams: 0, lag: 1 }, 'ok', 'stands by', '0 streams · 1 event behind'],
  [{ clock_skew_ms: -4_000 }, 'degraded', 'stands by', 'clock 4 s behind'],
  [{ clock_skew_ms: 1_000 }, 'ok', 'stands by', ''],
  [{ status: 'draining' }, 'paused', 'going away', ''],
])('%o', (some, mark, state, facts) => {
  const words = nodeWords(node(some), NOW)
  expect([words.mark, words.state]).toEqual([mark, state])
  expect(words.facts.slice(0, -1).join(' · ')).toBe(facts)
  expect(words.facts.at(-1)).toMatch(/^version 1\.4\.0, since \d\d:00$/)
})

test('what is not heard of, or does not hear, says since when, and nothing that may not be so any more', () => {
  expect(nodeWords(node({ status: 'vanished', streams: 3 }), NOW)).toEqual({
    mark: 'failing',
    state: expect.stringMatching(/^not heard of since \d\d:58:30$/),
    facts: [expect.stringMatching(/^version/)],
  })
  expect(nodeWords(node({ status: 'cut_off', lag: 0, on_duty: true }), NOW)).toMatchObject({
    mark: 'unknown',
    state: expect.stringMatching(/^cut off from the store, as of \d\d:58:30$/),
  })
})
