import { expect, test } from 'vitest'
import { flawsOfHistory } from './check-history.ts'
import { type History, type Moment, startHistory } from './history.ts'
import type { KeptLog } from './kept-log.ts'

/** Four events of a first term, of which the third was lost, and two of the next, which began in its place. */
const LOG: KeptLog = {
  terms: [
    { epoch: 'a', first: 1 },
    { epoch: 'b', first: 3 },
  ],
  events: ['a', 'a', 'b', 'b'].map((epoch, index) => ({
    sequence: index + 1,
    epoch,
    type: index % 2 === 0 ? 'alert_created' : 'alert_resolved',
    body: `body ${index + 1}`,
  })),
}

type Told = Parameters<ReturnType<typeof startHistory>['note']>[0]

const board = (cursor: string): Told => ({ kind: 'board', cursor, why: 'start' })
const reached = (cursor: string): Told => ({ kind: 'reached', cursor })
const reset: Told = { kind: 'reset', reason: 'future' }
const event = (sequence: number, some: Partial<Extract<Moment, { kind: 'event' }>> = {}): Told => ({
  kind: 'event',
  sequence,
  epoch: sequence < 3 ? 'a' : 'b',
  prev: sequence - 1,
  body: `body ${sequence}`,
  ...some,
})
const lost = event(3, { epoch: 'a', body: 'what nobody has any more' })

function historyOf(told: readonly Told[], types?: History['types']): History {
  const history = startHistory('R', types)
  for (const moment of told) history.note(moment)
  return history
}

const flaws = (told: readonly Told[], types?: History['types']) => flawsOfHistory(historyOf(told, types), LOG)

test.each<[string, readonly Told[], History['types']?]>([
  ['from the beginning', [board('a.0'), event(1), event(2), event(3), event(4)]],
  ['from a board in between', [board('a.2'), event(3), event(4)]],
  [
    'a cursor of the term before',
    [board('a.1'), reached('a.1'), event(2), reached('b.2'), event(3), event(4)],
  ],
  ['told of a lost tail', [board('a.0'), event(1), event(2), lost, reset, board('b.2'), event(3), event(4)]],
  ['a board with a lost tail', [board('a.3'), reset, board('b.4')]],
  [
    'only what was asked for',
    [board('a.0'), event(1), event(3, { prev: 1 }), reached('b.4')],
    ['alert_created'],
  ],
])('nothing is wrong: %s', (_, told, types) => {
  expect(flaws(told, types)).toEqual([])
})

test.each<[string, string, readonly Told[], History['types']?]>([
  ['twice', 'event 1 again, after 1', [board('a.0'), event(1), event(1), event(2), event(3), event(4)]],
  ['left out', '1 missing before 3, from 2 to 2 (had 1)', [board('a.0'), event(1), event(3), event(4)]],
  ['left out before a heartbeat', '2 missing up to b.4', [board('a.2'), reached('b.4')]],
  [
    'left out of a filter',
    '1 missing before 4, from 2',
    [board('a.0'), event(4, { prev: 0 })],
    ['alert_resolved'],
  ],
  [
    'not asked for',
    'event 2, which was not',
    [board('a.0'), event(1), event(2), reached('b.4')],
    ['alert_created'],
  ],
  ['said to follow what was never sent', 'event 4 comes after 3, and it has 2', [board('a.2'), event(4)]],
  ['in other words', 'event 4 in other words: x', [board('b.3'), event(4, { body: 'x' })]],
  ['not to the end', '2 missing in the end', [board('a.2')]],
  ['back', 'told to be at b.2, while it has 3', [board('b.3'), reached('b.2'), event(4)]],
  ['a reset for nothing', 'reset (future), and all that it has', [board('a.2'), reset, board('b.4')]],
  ['another board', 'another board (start) without a reset', [board('a.2'), board('b.4')]],
  ['on from a lost tail', 'event 4 goes on from', [board('a.2'), lost, event(4)]],
  ['never told of a lost tail', 'never told', [board('a.2'), lost]],
  ['never told of a board with a lost tail', 'never told', [board('a.3')]],
  ['a heartbeat at a lost tail', 'never told', [board('a.2'), reached('a.3')]],
  ['of a term that is in no log', 'never told', [board('a.2'), reached('c.2')]],
  ['nothing', 'has no board', []],
])('something is wrong: %s', (_, flaw, told, types) => {
  expect(flaws(told, types).join()).toContain(flaw)
})

test('a lost tail has to be told in time', () => {
  const told = historyOf([board('a.2'), lost, reset, board('b.4')])
  const at = performance.now()
  expect(flawsOfHistory(told, LOG, { at: at - 1_000, within: 5_000 })).toEqual([])
  expect(flawsOfHistory(told, LOG, { at: at - 6_000, within: 5_000 }).join()).toContain('only after')
})
