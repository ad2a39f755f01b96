import { expect, test } from 'vitest'
import { type Asking, judgeStatement, turnOf } from '../../../src/main/updates/judge-statement.ts'
import type { Statement } from '../../../src/main/updates/statement.ts'
import { statementOf } from '../../support/desktop/test-feed.ts'

const ASKING: Asking = {
  audience: { channel: 'stable', system: 'linux', processor: 'x64' },
  running: '1.1.0',
  seen: null,
  failed: [],
  desk: 'desk-1',
}

const judged = (part: Partial<Statement>, asking: Partial<Asking> = {}) =>
  judgeStatement(statementOf(part), { ...ASKING, ...asking })

test('a newer version is offered; the one that runs is the newest', () => {
  expect(judged({ version: '1.2.0' })).toEqual({ kind: 'offered' })
  expect(judged({ version: '1.1.0' })).toEqual({ kind: 'newest' })
})

test('nothing goes back: not to an older version, nor from a preview to what came before it', () => {
  expect(judged({ version: '1.0.9' })).toEqual({ kind: 'older' })
  expect(judged({ version: '1.1.0' }, { running: '1.2.0-beta.1' })).toEqual({ kind: 'older' })
  expect(judged({ version: '1.2.0' }, { running: '1.2.0-beta.1' })).toEqual({ kind: 'offered' })
})

test('a statement that was signed before one that this desk took is a replay, whatever version it has', () => {
  const seen = '2026-11-29T09:00:00.001Z'
  expect(judged({ version: '9.0.0' }, { seen })).toEqual({ kind: 'refused', why: 'replayed' })
  expect(judged({}, { seen: '2026-11-29T09:00:00Z' })).toEqual({ kind: 'offered' })
  expect(judged({}, { seen: '2026-11-29T10:00:00.000+01:00' })).toEqual({ kind: 'offered' })
})

test('a statement for other desks is refused: another channel, system or processor', () => {
  for (const part of [{ channel: 'beta' }, { system: 'windows' }, { processor: 'arm64' }] as const)
    expect(judged(part)).toEqual({ kind: 'refused', why: 'audience' })
})

test('what was taken back here is not tried again, what follows it is', () => {
  expect(judged({}, { failed: ['1.2.0'] })).toEqual({ kind: 'failed' })
  expect(judged({ version: '1.2.1' }, { failed: ['1.2.0'] })).toEqual({ kind: 'offered' })
})

test('of a staged release as many desks are offered as it says, not always the same, and one that was stays in', () => {
  const desks = Array.from({ length: 2_000 }, (_, index) => `desk-${index}`)
  const taking = (version: string, percentage: number) =>
    desks.filter((desk) => judged({ version, percentage }, { desk }).kind === 'offered')
  const tenth = taking('1.2.0', 10)
  expect(tenth.length).toBeGreaterThan(140)
  expect(tenth.length).toBeLessThan(260)
  expect(taking('1.2.0', 50)).toEqual(expect.arrayContaining([...tenth]))
  expect(taking('1.3.0', 10)).not.toEqual(tenth)
  expect(taking('1.2.0', 0)).toEqual([])
  expect(taking('1.2.0', 100)).toEqual(desks)
  for (const desk of desks) expect(turnOf(desk, '1.2.0')).toBeLessThan(100)
})
