import type { Freshness } from '@watchfloor/client'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createFeed, type Feed, type FeedLimits } from '../../../src/main/ipc/feed.ts'
import type { LivePiece } from '../../../src/shared/ipc.ts'
import { runs } from '../../support/chance.ts'
import { ModelPage, ModelSource } from './feed-models.ts'

type Piece = LivePiece<Freshness>

interface Bench {
  readonly feed: Feed
  readonly sent: Piece[]
  /** Runs the turn that was asked for; false when none was. */
  turn(): boolean
  /** Runs turns until none is asked for, and answers what was sent meanwhile. */
  settle(): Piece[]
}

function bench(source: ModelSource, limits?: FeedLimits): Bench {
  const sent: Piece[] = []
  const turns: (() => void)[] = []
  const feed = createFeed({
    source,
    send: (piece) => sent.push(piece),
    soon: (run) => turns.push(run),
    ...(limits && { limits }),
  })
  const turn = (): boolean => {
    expect(turns.length).toBeLessThanOrEqual(1)
    turns.shift()?.()
    return turns.length > 0
  }
  const settle = (): Piece[] => {
    const from = sent.length
    while (turns.length > 0) turn()
    return sent.slice(from)
  }
  return { feed, sent, turn, settle }
}

test('a page that begins gets the board in slices, one a turn, and freshness after it', () => {
  const source = new ModelSource(1_100)
  const { feed, sent, turn, settle } = bench(source)
  feed.start()
  expect(sent).toEqual([])
  turn()
  expect(sent.map(({ kind }) => kind)).toEqual(['board'])
  settle()
  const alerts = source.snapshot().alerts.length
  const kinds = sent.map(({ kind }) => kind)
  expect(kinds.filter((kind) => kind === 'alerts').length).toBe(Math.ceil(alerts / 300) - 1)
  expect(kinds.at(-1)).toBe('freshness')
  expect(sent.map(({ push }) => push)).toEqual(sent.map((_, index) => index + 1))
})

test('what happens while a board is on its way comes after it', () => {
  const source = new ModelSource(700)
  const { feed, sent, turn, settle } = bench(source)
  feed.start()
  turn()
  source.happen(3)
  source.breathe()
  settle()
  expect(sent.map(({ kind }) => kind)).toEqual(['board', 'alerts', 'freshness', 'events'])
})

test('events of one turn are one piece, at most 500 of them, freshness last', () => {
  const source = new ModelSource(5)
  const { feed, settle } = bench(source)
  feed.start()
  settle()
  source.breathe()
  source.happen(1)
  source.happen(2)
  const one = settle()
  expect(one.map(({ kind }) => kind)).toEqual(['events', 'freshness'])
  expect(one[0]).toMatchObject({ events: { length: 3 } })
  source.happen(1_200)
  expect(settle().map((piece) => piece.kind === 'events' && piece.events.length)).toEqual([500, 500, 200])
})

test('of the counts that wait only the newest is sent, and a page that missed something gets it again', () => {
  const source = new ModelSource(5)
  const { feed, settle } = bench(source)
  feed.start()
  settle()
  const cursor = source.snapshot().cursor
  source.count(1)
  source.count(2)
  const newest = { events: [{ type: 'stats_updated', data: { firing_alerts: 2 } }] }
  expect(settle()).toMatchObject([newest])
  expect(feed.since({ cursor })).toMatchObject({ kind: 'events', ...newest })
})

test('since answers what is missing, with what waits, and nothing of it is sent again', () => {
  const source = new ModelSource(5)
  const { feed, sent, settle } = bench(source)
  feed.start()
  settle()
  const cursor = source.snapshot().cursor
  source.happen(2)
  settle()
  source.happen(3)
  const push = sent.length
  expect(feed.since({ cursor })).toMatchObject({ kind: 'events', push, events: { length: 5 } })
  expect(settle().map(({ kind }) => kind)).toEqual(['freshness'])
})

test('a long answer goes on in pieces', () => {
  const source = new ModelSource(5)
  const { feed, settle } = bench(source)
  feed.start()
  settle()
  const cursor = source.snapshot().cursor
  source.happen(1_100)
  expect(feed.since({ cursor })).toMatchObject({ kind: 'events', events: { length: 500 } })
  expect(settle()).toMatchObject([
    { events: { length: 500 } },
    { kind: 'freshness' },
    { events: { length: 100 } },
  ])
})

test.each([null, 'zzz.1'])(
  'since a cursor that cannot be continued (%s) the board is sent again',
  (cursor) => {
    const source = new ModelSource(5)
    const { feed, settle } = bench(source)
    feed.start()
    settle()
    expect(feed.since({ cursor })).toEqual({ kind: 'board', push: 2 })
    expect(settle()).toMatchObject([
      { kind: 'board', push: 3 },
      { kind: 'freshness', push: 4 },
    ])
  },
)

test('too many events for a page that does not take them become the board', () => {
  const source = new ModelSource(5)
  const { feed, settle } = bench(source)
  feed.start()
  settle()
  source.happen(5_001)
  const kinds = new Set(settle().map(({ kind }) => kind))
  expect([...kinds]).toEqual(['board', 'alerts'])
})

test('a page that is gone is sent nothing, and the next one begins at 1', () => {
  const source = new ModelSource(5)
  const { feed, sent, settle } = bench(source)
  feed.start()
  settle()
  source.happen(1)
  feed.stop()
  source.happen(1)
  expect(settle()).toEqual([])
  sent.length = 0
  feed.start()
  expect(settle()).toMatchObject([{ kind: 'board', push: 1 }, { kind: 'freshness' }])
})

/** Small, so that a few steps reach all of them. */
const LIMITS = { alerts: 4, events: 3, waiting: 12 }

const one = <What extends string>(what: What, count: fc.Arbitrary<number> = fc.constant(0)) =>
  fc.record({ do: fc.constant(what), count })
const step = fc.oneof(
  { weight: 6, arbitrary: one('happen', fc.constantFrom(1, 2, 7)) },
  { weight: 1, arbitrary: one('happen', fc.constant(13)) },
  { weight: 2, arbitrary: one('count', fc.nat(99)) },
  { weight: 1, arbitrary: one('replace', fc.constantFrom(0, 3, 20)) },
  { weight: 1, arbitrary: one('reload') },
  { weight: 1, arbitrary: one('breathe') },
  { weight: 10, arbitrary: one('turn') },
  { weight: 10, arbitrary: one('deliver', fc.nat(4)) },
  { weight: 3, arbitrary: one('lose') },
  { weight: 4, arbitrary: one('ask') },
  { weight: 4, arbitrary: one('answer') },
)

// fast-check prints the seed of what fails.
test('whatever is lost on the way, the page ends as the source, and applies nothing twice', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(0, 3, 20),
      fc.constantFrom(5, 1_000),
      fc.array(step, { minLength: 20, maxLength: 150 }),
      (alerts, keeps, steps) => {
        const source = new ModelSource(alerts, keeps)
        const { feed, sent, turn, settle } = bench(source, LIMITS)
        let page = new ModelPage()
        let question: { readonly cursor: string | null } | undefined
        let answer: ReturnType<Feed['since']> | undefined
        const asks = (must: boolean): void => {
          if (must) question = { cursor: page.cursor }
        }
        const ask = (): void => {
          if (question !== undefined) answer = feed.since(question)
          question = undefined
        }
        const hear = (): void => {
          const heard = answer
          answer = undefined
          if (heard !== undefined) asks(page.answered(heard))
        }
        const deliver = (count: number): void => {
          for (const piece of sent.splice(0, count)) asks(page.take(piece))
        }
        feed.start()
        for (const what of steps) {
          if (what.do === 'happen') source.happen(what.count)
          if (what.do === 'count') source.count(what.count)
          if (what.do === 'replace') source.replace(what.count)
          if (what.do === 'breathe') source.breathe()
          if (what.do === 'turn') turn()
          if (what.do === 'deliver') deliver(what.count)
          if (what.do === 'lose') sent.shift()
          if (what.do === 'ask') ask()
          if (what.do === 'answer') hear()
          if (what.do === 'reload') {
            feed.stop()
            sent.length = 0
            expect(page.wrong).toEqual([])
            page = new ModelPage()
            question = undefined
            answer = undefined
            feed.start()
          }
        }
        // From here on nothing is lost: what was is noticed by the next piece, and asked for.
        source.breathe()
        for (let left = 100; left > 0; left--) {
          settle()
          deliver(sent.length)
          ask()
          hear()
        }
        expect(page.wrong).toEqual([])
        expect(page.board).toEqual(source.draft)
        expect(Math.max(...page.sizes)).toBeLessThanOrEqual(LIMITS.alerts)
      },
    ),
    { numRuns: runs(2_000) },
  )
})
