import { expect, test } from 'vitest'
import { listeningAt } from '../../server/src/listening.ts'
import type { NodeRow } from '../../server/src/storage/nodes.ts'

const row = (id: string, seen: number, listening: readonly string[] = []): NodeRow => ({
  id,
  name: id,
  url: '',
  version: '',
  started: 0,
  seen,
  report: JSON.stringify({ listening }),
  askers: '',
})

/** What `me` knows of who listens. */
function known(rows: readonly NodeRow[], words: ReadonlyMap<string, string> | undefined): readonly string[] {
  return listeningAt({
    own: () => ['ann'],
    wakes: { say: () => undefined, words: () => words },
    nodes: {
      me: row('me', 0),
      seen: () => ({ at: 10_000, rows, keeper: '', head: 0, skew: 0, askedAt: 0 }),
    },
  })()
}

test('who listens elsewhere is known by the newest word, and by reports where there is none', () => {
  const rows = [row('me', 10_000, ['ann']), row('b', 9_000, ['bob']), row('c', 9_000, ['cleo'])]
  expect(known(rows, undefined)).toEqual(['ann', 'bob', 'cleo'])
  expect(known(rows, new Map([['b', '["bea"]']]))).toEqual(['ann', 'bea', 'cleo'])
  expect(known(rows, new Map([['b', '[]']]))).toEqual(['ann', 'cleo'])
})

test('who is no server of the database is not believed, nor one that is gone, nor nonsense', () => {
  const rows = [row('b', 9_000, ['bob']), row('gone', 1_000, ['gus'])]
  const words = new Map([
    ['stranger', '["eve"]'],
    ['gone', '["gus"]'],
    ['b', '{"names":"eve"}'],
  ])
  expect(known(rows, words)).toEqual(['ann', 'bob'])
  expect(known(rows, new Map([['b', `["${'e'.repeat(300)}"]`]]))).toEqual(['ann', 'bob'])
  expect(known(rows, new Map([['b', '[']]))).toEqual(['ann', 'bob'])
})
