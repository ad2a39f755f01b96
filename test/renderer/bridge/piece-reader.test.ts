import type { Freshness, Result } from '@watchfloor/client'
import { type Board, type Event, fold, fromSnapshot } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { createFeed } from '../../../src/main/ipc/feed.ts'
import { createPieceReader, type Piece } from '../../../src/renderer/bridge/piece-reader.ts'
import type { SinceAnswer } from '../../../src/shared/ipc.ts'
import { ModelSource } from '../../main/ipc/feed-models.ts'
import { seeded } from '../../support/seeded.ts'

interface Question {
  readonly cursor: string | null
  readonly answer: (answer: Result<SinceAnswer>) => void
}

/** A page that folds what it is told, and hands its questions to the test. */
function page() {
  const questions: Question[] = []
  const waits: (() => void)[] = []
  const freshness: string[] = []
  const saved: (string | null | undefined)[] = []
  const applied: Event[] = []
  let board: Board | undefined
  const reader = createPieceReader({
    listener: {
      onBoard: (snapshot, at) => {
        saved.push(at)
        board = fromSnapshot(snapshot)
      },
      onEvents: (events) => {
        applied.push(...events)
        if (board === undefined) throw new Error('events before a board')
        for (const event of events) {
          const next = event.type === 'stats_updated' ? 0 : event.sequence
          if (next > 0 && next !== board.cursor.sequence + 1)
            throw new Error(`${next} after ${board.cursor.sequence}`)
          board = fold(board, [event])
        }
      },
      onFreshness: ({ state }) => freshness.push(state),
    },
    since: (cursor) => new Promise((answer) => questions.push({ cursor, answer })),
    after: (_milliseconds, run) => {
      waits.push(run)
      return () => {}
    },
  })
  return { reader, questions, waits, freshness, saved, applied, board: () => board }
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

const FRESH = { state: 'live', at: 0 } as unknown as Freshness

/** The pieces of a small board, two alerts each, and then freshness. */
function piecesOf(source: ModelSource): Piece[] {
  const sent: Piece[] = []
  const feed = createFeed({
    source,
    send: (piece) => sent.push(piece),
    soon: (run) => run(),
    limits: { alerts: 2, events: 3, waiting: 12 },
  })
  feed.start()
  return sent
}

test('a board in pieces is handed on whole, when its last piece has come', () => {
  const source = new ModelSource(7)
  const { reader, board, saved } = page()
  const pieces = piecesOf(source)
  const boards = pieces.filter(({ kind }) => kind !== 'freshness')
  expect(boards.length).toBeGreaterThan(2)
  for (const piece of boards.slice(0, -1)) reader.take(piece)
  expect(board()).toBeUndefined()
  for (const piece of boards.slice(-1)) reader.take(piece)
  expect(board()).toEqual(source.draft)
  expect(saved).toEqual([null])
})

test('a missing number is asked for once, with the cursor of the board as it stands', async () => {
  const source = new ModelSource(2)
  const { reader, questions, applied } = page()
  for (const piece of piecesOf(source)) reader.take(piece)
  const { cursor } = source.snapshot()
  const push = piecesOf(source).length
  source.happen(2)
  const events = source.kept.slice(-2)
  reader.take({ push: push + 2, kind: 'freshness', freshness: FRESH, server: null })
  reader.take({ push: push + 3, kind: 'events', events: events.slice(1) })
  expect(questions.map((question) => question.cursor)).toEqual([cursor])
  questions[0]?.answer({ ok: true, value: { kind: 'events', push: push + 3, events } })
  await settled()
  expect(applied).toEqual(events)
  reader.take({ push: push + 3, kind: 'events', events })
  expect(applied).toHaveLength(2)
  expect(questions).toHaveLength(1)
})

test('what comes after the answer waits for it, and is applied behind it', async () => {
  const source = new ModelSource(2)
  const { reader, questions, board } = page()
  for (const piece of piecesOf(source)) reader.take(piece)
  const push = piecesOf(source).length
  source.happen(3)
  const [first, second, third] = source.kept.slice(-3) as [Event, Event, Event]
  reader.take({ push: push + 2, kind: 'events', events: [second] })
  reader.take({ push: push + 3, kind: 'events', events: [third] })
  questions[0]?.answer({ ok: true, value: { kind: 'events', push: push + 2, events: [first, second] } })
  await settled()
  expect(board()).toEqual(source.draft)
})

test('a refused question is asked again, and meanwhile the board is not called live', async () => {
  const source = new ModelSource(2)
  const { reader, questions, waits, freshness } = page()
  for (const piece of piecesOf(source)) reader.take(piece)
  reader.take({ push: 99, kind: 'freshness', freshness: FRESH, server: null })
  questions[0]?.answer({ ok: false, reason: 'no_answer', message: 'gone' })
  await settled()
  expect(freshness.at(-1)).toBe('stopped')
  expect(questions).toHaveLength(1)
  waits[0]?.()
  expect(questions).toHaveLength(2)
})

test('a reader that begins anew takes the board whatever the numbers are', async () => {
  const source = new ModelSource(3)
  const { reader, questions, board } = page()
  reader.restart()
  expect(questions.map(({ cursor }) => cursor)).toEqual([null])
  questions[0]?.answer({ ok: true, value: { kind: 'board', push: 40 } })
  await settled()
  for (const piece of piecesOf(source)) reader.take({ ...piece, push: piece.push + 40 })
  expect(board()).toEqual(source.draft)
})

/** Main's own feed, and a way on which pieces are lost and answers come before or after them. */
async function schedule(seed: number): Promise<void> {
  const random = seeded(seed)
  const below = (n: number): number => Math.floor(random() * n)
  const source = new ModelSource(below(12), random() < 0.5 ? 5 : 1_000)
  const turns: (() => void)[] = []
  const way: Piece[] = []
  const feed = createFeed({
    source,
    send: (piece) => way.push(piece),
    soon: (run) => turns.push(run),
    limits: { alerts: 3, events: 2, waiting: 9 },
  })
  const { reader, questions, board } = page()
  const answers: (() => void)[] = []
  const ask = (): void => {
    const question = questions.shift()
    if (question === undefined) return
    const value = feed.since({ cursor: question.cursor })
    answers.push(() => question.answer({ ok: true, value }))
  }
  const steps: readonly (() => void)[] = [
    () => source.happen(1 + below(4)),
    () => source.count(below(99)),
    () => turns.shift()?.(),
    () => turns.shift()?.(),
    () => way.splice(0, 1 + below(3)).forEach(reader.take),
    () => way.splice(0, 1 + below(3)).forEach(reader.take),
    () => way.splice(below(way.length), random() < 0.4 ? 1 : 0),
    () => source.breathe(),
    ask,
    () => answers.shift()?.(),
    () => (random() < 0.1 ? source.replace(below(9)) : undefined),
    () => (random() < 0.05 ? source.happen(10) : undefined),
  ]
  feed.start()
  for (let step = 0; step < 150; step++) {
    steps[below(steps.length)]?.()
    // Answers are promises: what was answered is heard between two steps, or a few steps later.
    if (random() < 0.5) await Promise.resolve()
  }
  source.breathe()
  const isMoving = (): boolean => [turns, way, questions, answers].some(({ length }) => length > 0)
  for (let left = 60; left > 0 && isMoving(); left--) {
    while (turns.length > 0) turns.shift()?.()
    way.splice(0).forEach(reader.take)
    ask()
    answers.shift()?.()
    await settled()
  }
  expect(board(), `seed ${seed}`).toEqual(source.draft)
}

test('whatever is lost, in whatever order answers come, the page ends as main and applies nothing twice', async () => {
  for (let seed = 1; seed <= 300; seed++) await schedule(seed)
}, 60_000)
