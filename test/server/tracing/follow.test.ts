import type { IncomingHttpHeaders } from 'node:http'
import { expect, test } from 'vitest'
import type { FollowedStage } from '../../../server/src/ground/tracing.ts'
import { follow } from '../../../server/src/tracing/follow.ts'
import type { Span } from '../../../server/src/tracing/spans.ts'
import { HandClock } from '../../support/core/hand-clock.ts'

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const wanted = (trace = TRACE): IncomingHttpHeaders => ({ traceparent: `00-${trace}-00f067aa0ba902b7-01` })

function following(oneIn = 1, random = 0) {
  const clock = new HandClock()
  const spans: Span[] = []
  const tracing = follow({ oneIn, clock, random: () => random, add: (span) => void spans.push(span) })
  const named = (name: string): Span => {
    const found = spans.filter((span) => span.name === name)
    expect(found.map((span) => span.name)).toEqual([name])
    return found[0] as Span
  }
  return { clock, spans, tracing, named }
}

test('a commit of two requests is the child of the first, and linked both ways with the other', async () => {
  const { spans, tracing, named, clock } = following()
  const stage = {}
  const one = tracing.begin('one', 'id-1', wanted())
  const other = tracing.begin('other', 'id-2', wanted('a'.repeat(32)))
  one?.judging(stage)()
  other?.judging(stage)()
  await clock.pass(20, async () => {}, 20)
  tracing.committed(0.015)
  tracing.settled(stage, 7, () => tracing.delivered('sse', 7))
  one?.answered(200)
  other?.answered(503)
  const commit = named('commit')
  expect(commit).toMatchObject({
    trace: TRACE,
    parent: named('one').span,
    attributes: { 'watchfloor.requests': 2 },
  })
  expect(commit.end - commit.start).toBeCloseTo(15)
  expect(commit.links).toEqual([{ trace: named('other').trace, span: named('other').span }])
  expect(named('other')).toMatchObject({
    trace: 'a'.repeat(32),
    parent: '00f067aa0ba902b7',
    links: [{ trace: TRACE, span: commit.span }],
    isFailed: true,
  })
  expect(named('publish')).toMatchObject({ trace: TRACE, parent: commit.span })
  expect(named('deliver sse')).toMatchObject({ trace: TRACE, parent: named('publish').span })
  expect(new Set(spans.map(({ span }) => span)).size).toBe(spans.length)
})

test('of each transport only the first delivery counts, of what it waited for, and not after half a minute', async () => {
  const { spans, tracing, clock } = following()
  const publish = (newest: number | undefined): void => {
    const stage = {}
    tracing.begin('post', 'id', {})?.judging(stage)()
    tracing.settled(stage, newest, () => {})
  }
  publish(5)
  publish(9)
  publish(undefined)
  const delivered = (): readonly string[] =>
    spans.flatMap(({ name }) => (name.startsWith('deliver') ? [name] : []))
  tracing.delivered('sse', 4)
  expect(delivered()).toEqual([])
  tracing.delivered('sse', 5)
  tracing.delivered('sse', 5)
  tracing.delivered('websocket', 9)
  expect(delivered()).toEqual(['deliver sse', 'deliver websocket', 'deliver websocket'])
  await clock.pass(31_000, async () => {})
  tracing.delivered('poll', 9)
  expect(delivered()).toHaveLength(3)
})

test.each([
  ['nothing is said, by chance', {}, 0.009, true],
  ['nothing is said, by chance not', {}, 0.011, false],
  ['its trace is recorded', wanted(), 0.9, true],
  ['its trace is not recorded', { traceparent: `00-${TRACE}-00f067aa0ba902b7-00` }, 0, false],
  ['its trace is none, by chance', { traceparent: `00-${'0'.repeat(32)}-00f067aa0ba902b7-01` }, 0, true],
] as const)('one request in a hundred is followed: %s', (_, headers, random, isFollowed) => {
  const { tracing } = following(100, random)
  expect(tracing.begin('post', 'id', headers) !== undefined).toBe(isFollowed)
})

test('a commit is followed on another server: what took it over is the child of the commit, and its deliveries are its own', () => {
  const here = following()
  const there = following(1_000, 0.9)
  const stage: FollowedStage = {}
  here.tracing.begin('post', 'id', wanted())?.judging(stage)()
  expect(stage.trace).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-01$`))
  here.tracing.committed(0.01)
  here.tracing.settled(stage, 7, () => {})
  const commits = [{ upTo: 7, trace: stage.trace ?? '' }]
  there.tracing.takenOver(commits, () => there.tracing.delivered('sse', 7))
  there.tracing.takenOver([{ upTo: 8, trace: 'nonsense' }], () => there.tracing.delivered('sse', 8))
  const taken = there.named('take over')
  expect(taken).toMatchObject({ trace: TRACE, parent: here.named('commit').span, kind: 'consumer' })
  expect(there.named('deliver sse')).toMatchObject({ trace: TRACE, parent: taken.span })
})

test('what is judged again in another group is committed in that group', () => {
  const { tracing, named, spans } = following()
  const request = tracing.begin('post', 'id', {})
  const [first, second]: FollowedStage[] = [{}, {}]
  for (const stage of [first, second]) request?.judging(stage as FollowedStage)()
  tracing.committed(0.01)
  tracing.settled(second as FollowedStage, 3, () => {})
  expect(second?.trace).toContain(named('commit').span)
  expect(spans.map(({ name }) => name)).toEqual(['judge', 'judge', 'commit', 'publish'])
})
