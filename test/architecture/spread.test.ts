import { join } from 'node:path'
import { Visitor } from 'vite'
import { expect, test } from 'vitest'
import { parseSource, readSources, type SourceFile } from './source-files.ts'

/** Functions that take any number of arguments: each one given lies on the stack, which holds some 100,000. */
const TAKE_ANY = new Set([
  'max',
  'min',
  'hypot',
  'push',
  'unshift',
  'splice',
  'concat',
  'of',
  'fromCharCode',
  'fromCodePoint',
])

test('no list is spread into a call that takes any number of arguments', async () => {
  const root = join(import.meta.dirname, '../..')
  const sources = await readSources(root, ['contract/src', 'client/src', 'server/src', 'src'])
  expect(sources.length).toBeGreaterThan(300)
  expect(sources.flatMap(spreads)).toEqual([])
})

test('a spread is found', () => {
  const text = 'const most = Math.max(0, ...list)\nto.push(...list.map(one))\nto.push([...list], { ...one })'
  expect(spreads({ path: 'a.ts', text })).toEqual(['a.ts:1', 'a.ts:2'])
})

function spreads(source: SourceFile): string[] {
  const found: string[] = []
  new Visitor({
    CallExpression: ({ callee, arguments: given, start }) => {
      if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return
      const { name } = callee.property
      if (!TAKE_ANY.has(name)) return
      if (given.some(({ type }) => type === 'SpreadElement'))
        found.push(`${source.path}:${source.text.slice(0, start).split('\n').length}`)
    },
  }).visit(parseSource(source))
  return found
}
