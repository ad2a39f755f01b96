import { expect, test } from 'vitest'
import {
  NEW_TOKEN,
  readDraft,
  type TokenDraft,
} from '../../../../src/renderer/features/access/token-draft.ts'

const NOW = Date.parse('2026-11-24T12:00:00.000Z')
const draft = (part: Partial<TokenDraft>): TokenDraft => ({ ...NEW_TOKEN, name: 'Ana', ...part })
const pairs = (...all: readonly (readonly [string, string])[]) =>
  all.map(([label, value], key) => ({ key, label, value }))

test('what is filled in is what is asked for; lines of one label are its values', () => {
  const scope = pairs(['team', ' payments '], ['team', 'checkout'], ['cluster', 'eu-1'], ['', ''])
  expect(readDraft(draft({ name: ' Ana  Lima ', scope, labels: pairs(['cluster', 'eu-1']) }), NOW)).toEqual({
    ok: true,
    request: {
      name: 'Ana  Lima',
      role: 'responder',
      expires_at: '2027-02-22T12:00:00.000Z',
      scope: { team: ['payments', 'checkout'], cluster: ['eu-1'] },
      labels: { cluster: 'eu-1' },
    },
  })
})

test('nothing is asked for that nobody filled in', () => {
  const read = readDraft(draft({ days: 7 }), NOW)
  expect(read).toEqual({
    ok: true,
    request: { name: 'Ana', role: 'responder', expires_at: '2026-12-01T12:00:00.000Z' },
  })
})

test('a half line would make another part than was meant, so it is said', () => {
  const scope = pairs(['team', ''])
  expect(readDraft(draft({ name: ' ', scope }), NOW)).toEqual({
    ok: false,
    lacks: ['a name', 'a label and a value in each line'],
  })
})

test('a label that is forced has one value; what only looks forces none', () => {
  const labels = pairs(['cluster', 'eu-1'], ['cluster', 'us-2'])
  const read = readDraft(draft({ labels }), NOW)
  expect(read.ok ? [] : read.lacks).toEqual(['one value only for cluster: all that it reports bears it'])
  expect(readDraft(draft({ role: 'viewer', labels }), NOW).ok).toBe(true)
})
