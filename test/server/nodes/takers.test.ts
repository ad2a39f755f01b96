import { expect, test } from 'vitest'
import { ThisNode } from '../../../server/src/nodes/this-node.ts'
import type { NodeIdentity, NodeRow, Nodes, NodesSeen } from '../../../server/src/storage/nodes.ts'

const ME: NodeIdentity = { id: 'me', name: 'me', url: '', version: '1' }
const AT = 100_000
const OPEN = { draining: false }

function row(id: string, told: object, seen = AT): NodeRow {
  return { ...ME, id, name: id, started: 0, seen, report: JSON.stringify(told), askers: '' }
}

/** How many take streams of this one, when it asked so long ago and was told so. */
function takersOf(rows: readonly NodeRow[], age = 0): number {
  const seen: NodesSeen = { at: AT, rows, keeper: '', head: 0, skew: 0, askedAt: 0 }
  const nodes = { me: ME, seen: () => seen, onSeen: () => () => undefined } as Partial<Nodes> as Nodes
  const duty = { isMine: () => false, onChange: () => () => undefined }
  const parts = { identity: ME, startedAt: 0, now: () => AT, monotonic: () => age }
  return new ThisNode({ shared: { nodes, duty }, ...parts }).takers()
}

test('streams are left to those that are open, stay, and were heard of lately', () => {
  const rows = [row('me', OPEN), row('two', OPEN), row('three', OPEN)]
  expect(takersOf(rows)).toBe(2)
  expect(takersOf([...rows, row('leaves', { draining: true }), row('starts', {})])).toBe(2)
  expect(takersOf([...rows, row('silent', OPEN, AT - 5_000)])).toBe(2)
  expect(takersOf([row('me', OPEN)])).toBe(0)
})

test('who is cut off from the store, or shares it with nobody, knows of nobody', () => {
  expect(takersOf([row('me', OPEN), row('two', OPEN)], 6_000)).toBe(0)
  const alone = { identity: ME, startedAt: 0, now: () => AT, monotonic: () => 0 }
  expect(new ThisNode({ shared: undefined, ...alone }).takers()).toBe(0)
})
