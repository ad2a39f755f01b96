import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Action, Frame } from '../../../client/src/core/messages.ts'
import { runs } from '../../support/chance.ts'
import { BROKE, Crank, opened } from './crank.ts'
import { at, event, sequences, stats } from './samples.ts'

/** A log in which only some events pass the stream's filter: `prev` names the one that passed before. */
function frames(matching: readonly number[]): Frame[] {
  return matching.map((sequence, index) => event(sequence, matching[index - 1] ?? 0))
}

/** What a network, a proxy or a confused server does to frames on their way. */
type Harm = { readonly what: 'drop' | 'repeat' | 'swap' | 'cut' | 'garble' | 'beat'; readonly where: number }

const harm: fc.Arbitrary<Harm> = fc.record({
  what: fc.constantFrom('drop', 'repeat', 'swap', 'cut', 'garble', 'beat'),
  where: fc.nat(),
})

function suffer(sent: readonly Frame[], harms: readonly Harm[]): Frame[] {
  const got = [...sent]
  for (const { what, where } of harms) {
    const index = where % Math.max(1, got.length)
    const here = got[index]
    if (what === 'drop') got.splice(index, 1)
    else if (what === 'repeat' && here) got.splice((where * 7) % got.length, 0, here)
    else if (what === 'swap' && here) got.splice((where * 7) % got.length, 0, ...got.splice(index, 1))
    else if (what === 'cut') got.splice(index)
    else if (what === 'garble' && here) got[index] = { type: 'malformed', gap: true, detail: '' }
  }
  return got
}

/** How far everything that was to be sent stands before this place: what an honest heartbeat may say there. */
function written(sent: readonly Frame[], before: readonly Frame[], from: number): number {
  const missing = sent.findIndex((frame) => !before.includes(frame))
  const last = missing < 0 ? sent.at(-1) : sent[missing - 1]
  return last === undefined ? from : sequenceOf(last)
}

const log = fc
  .uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 40 })
  .map((matching) => matching.sort((a, b) => a - b))

describe('S15: any duplication, reordering, loss and page split', () => {
  test('applies every event of the log once, in order', () => {
    fc.assert(
      fc.property(
        log,
        fc.array(fc.array(harm, { maxLength: 4 }), { maxLength: 12 }),
        fc.nat(7),
        (matching, rounds, size) => {
          const crank = new Crank({ cursor: at(0) })
          const head = 60
          const harms = [...rounds]
          let todo = crank.start()
          const serve = (open: Extract<Action, { type: 'open' }>): void => {
            const after = frames(matching).filter(
              (one) => one.type === 'event' && sequenceOf(one) > open.cursor.sequence,
            )
            const round = harms.shift()
            const sent = round === undefined ? [...after, crank.heartbeat(head)] : suffer(after, round)
            for (const { what, where } of round ?? []) {
              if (what !== 'beat') continue
              const index = where % (sent.length + 1)
              sent.splice(
                index,
                0,
                crank.heartbeat(written(after, sent.slice(0, index), open.cursor.sequence), head),
              )
            }
            const all = [crank.hello(open.cursor.sequence, head), ...sent]
            for (let from = 0; from < all.length; from += size + 1) {
              todo.push(
                ...crank.take({
                  type: 'received',
                  link: open.link,
                  frames: all.slice(from, from + size + 1),
                }),
              )
            }
            if (round !== undefined && crank.main === open.link) todo.push(...crank.lose(BROKE))
          }
          for (let guard = 0; todo.length > 0 || crank.state.main === null; guard += 1) {
            if (guard > 500) throw new Error('wedged')
            const actions = todo.splice(0)
            todo = []
            for (const action of actions) {
              if (action.type === 'open' && action.link === crank.main) serve(action)
              else if (action.type === 'fetch_board')
                todo.push(...crank.board(crank.state.position?.last.sequence ?? 0))
            }
            if (todo.length === 0 && crank.state.main === null) todo.push(...crank.pass(1_000))
          }
          expect(sequences(crank.delivered())).toEqual(matching)
        },
      ),
      { numRuns: runs(300) },
    )
  })
})

function sequenceOf(frame: Frame): number {
  if (frame.type === 'event' && 'sequence' in frame.event) return frame.event.sequence
  return frame.type === 'heartbeat' ? frame.cursor.sequence : 0
}

test('S15: duplicates are counted and not delivered', () => {
  const crank = new Crank().live(3)
  crank.receive(event(2), event(3), event(4), event(4))
  expect(sequences(crank.delivered())).toEqual([4])
  expect(crank.freshness.counts).toMatchObject({ duplicates: 3, gaps: 0 })
})

test('S15: prev after last is a gap: reconnect at once from last, and keep what came before it', () => {
  const crank = new Crank().live(3)
  const actions = crank.receive(event(4), event(7, 6))
  expect(sequences(crank.delivered())).toEqual([4])
  expect(opened(actions)).toEqual(['sse'])
  expect(crank.actions.at(-1)).toMatchObject({ cursor: at(4) })
  expect(crank.freshness.counts.gaps).toBe(1)
})

test('S15: a gap is asked for from last, which a heartbeat may have moved', () => {
  const crank = new Crank().live(3)
  crank.receive(crank.heartbeat(90), event(95, 92))
  expect(crank.actions.at(-1)).toMatchObject({ type: 'open', cursor: at(90) })
})

test('S15: a heartbeat moves a filtered client forward, and never back', () => {
  const crank = new Crank().live(3)
  crank.receive(crank.heartbeat(90), event(91, 3), crank.heartbeat(50, 91))
  expect(sequences(crank.delivered())).toEqual([91])
  expect(crank.state.position?.last).toEqual(at(91))
})

test('S15: on a filtered stream that was opened at a heartbeat, prev may name the cursor that was asked for', () => {
  const crank = new Crank().live(3)
  crank.receive(crank.heartbeat(90))
  crank.lose(BROKE)
  crank.pass(1_000)
  crank.receive(crank.hello(90), event(95, 90), crank.heartbeat(99), event(101, 95))
  expect(sequences(crank.delivered())).toEqual([95, 101])
  expect(crank.freshness.counts.gaps).toBe(0)
})

test('S15: every poll goes on from the last one, and its prev may name that', () => {
  const crank = new Crank({ rungs: ['polling'] }).live(3)
  crank.receive(crank.heartbeat(90))
  crank.receive(event(95, 90), crank.heartbeat(95))
  expect(sequences(crank.delivered())).toEqual([95])
})

test('S16: a new epoch alone is no reset', () => {
  const crank = new Crank().live(3)
  crank.receive(event(4), event(5, 4, 't2'))
  expect(sequences(crank.delivered())).toEqual([4, 5])
  crank.lose(BROKE)
  crank.pass(1_000)
  expect(crank.actions.at(-1)).toMatchObject({ type: 'open', cursor: { epoch: 't2', sequence: 5 } })
})

test('S16: a reset takes the board, replaces everything, then goes on from its cursor', () => {
  const crank = new Crank().live(3)
  expect(opened(crank.receive(event(4), { type: 'reset', reason: 'unknown' }, event(5)))).toEqual(['board'])
  expect(sequences(crank.delivered())).toEqual([4])
  const actions = crank.board(900)
  expect(actions.map((action) => action.type)).toEqual(['replace', 'open'])
  expect(actions[0]).toMatchObject({ cause: 'unknown' })
  expect(actions[1]).toMatchObject({ cursor: at(900) })
  expect(crank.freshness.counts.resets).toBe(1)
})

test('S18: class B is delivered and has no place in the order', () => {
  const crank = new Crank().live(3)
  crank.receive({ type: 'event', event: stats() }, event(4))
  expect(crank.delivered().map((one) => one.type)).toEqual(['stats_updated', 'system_notification'])
})

test('an event type of a newer server takes its place and nothing else', () => {
  const crank = new Crank().live(3)
  crank.receive({ type: 'unknown', cursor: at(4), prev: 3 }, event(5))
  expect(sequences(crank.delivered())).toEqual([5])
  expect(crank.freshness.counts.gaps).toBe(0)
})

test('a frame that cannot be read is asked for again; after three times at one place the board is taken', () => {
  const crank = new Crank().live(3)
  const garbled: Frame = { type: 'malformed', gap: true, detail: '' }
  expect(opened(crank.receive(garbled))).toEqual(['sse'])
  crank.receive(crank.hello(3), garbled)
  expect(opened(crank.pass(2_000))).toEqual(['sse'])
  crank.receive(crank.hello(3), garbled)
  expect(opened(crank.pass(4_000))).toEqual(['board'])
  expect(crank.board(4)[0]).toMatchObject({ type: 'replace', cause: 'repair' })
  expect(crank.freshness.counts.malformed).toBe(3)
})

test('a control frame that cannot be read is only counted', () => {
  const crank = new Crank().live(3)
  expect(crank.receive({ type: 'malformed', gap: false, detail: '' })).toEqual([])
  expect(crank.freshness).toMatchObject({ state: 'live', counts: { malformed: 1 } })
})
