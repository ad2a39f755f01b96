import { expect, test } from 'vitest'
import { CALM, FLAPPING, STORM } from '../../support/days/recorded-days.ts'
import { replayDay, tally } from '../../support/days/replay-day.ts'

/** Before what flaps was one thing, the three days came to 8, 112 and 12 sounds, and 8, 231 and 17 notifications. */

test('a calm day: everything is told at once, and what waits for somebody once more', async () => {
  const shown = await replayDay(CALM)
  expect(tally(shown)).toEqual({ sounds: 8, notifications: 8 })
  expect(toldLate(shown, CALM, ['critical', 'high'])).toEqual([])
})

test('a day on which three alerts flap for six hours each: somebody takes them once, and it is quiet', async () => {
  const shown = await replayDay(FLAPPING)
  // Every two hours who has one is asked whether they are still on it (S38).
  const [asked, told] = [shown.filter(isAsking), shown.filter((one) => !isAsking(one))]
  expect(tally(told)).toEqual({ sounds: 5, notifications: 8 })
  expect(told.at(-1)?.title).toBe('Flapping: High · QueueLag')
  expect(tally(asked)).toEqual({ sounds: 0, notifications: 6 })
})

test('the same day with nobody there: a critical is told again every half an hour, a high one once', async () => {
  const shown = await replayDay({ ...FLAPPING, reaction: null })
  const { sounds, notifications } = tally(shown)
  expect(sounds).toBeLessThanOrEqual(16)
  expect(notifications).toBeLessThanOrEqual(24)
  const ofCritical = shown.filter(({ isHeard, row }) => isHeard && row.level === 'critical').slice(2)
  const between = ofCritical.slice(1).map(({ at }, n) => at - (ofCritical[n]?.at ?? 0))
  expect(Math.min(...between)).toBeGreaterThanOrEqual(30 * 60_000)
  expect(Math.max(...between)).toBeLessThan(40 * 60_000)
  expect(shown.filter(({ title }) => title.startsWith('Flapping: High'))).toMatchObject([{ isHeard: false }])
  expect(shown.filter(({ title }) => title.startsWith('Resolved')).map(({ title }) => title)).toEqual([
    'Resolved after 30 s · LinkDown',
    'Resolved after 1 min 10 s · LinkDown',
    'Resolved after 5 h 58 min · LinkDown',
  ])
})

test('a storm of 2,000 with five criticals: each of these is told at once, and the storm is one thing', async () => {
  const shown = await replayDay(STORM)
  expect(tally(shown)).toEqual({ sounds: 12, notifications: 17 })
  expect(toldLate(shown, STORM, ['critical'])).toEqual([])
})

function isAsking({ title }: { readonly title: string }): boolean {
  return title.startsWith('Still on it?')
}

/** Names of alerts of these severities that nobody was told of within a step of the clock. */
function toldLate(
  shown: Awaited<ReturnType<typeof replayDay>>,
  { said }: typeof CALM,
  severities: readonly string[],
): readonly string[] {
  return said.flatMap(({ at, labels, fires }) => {
    if (!fires || !severities.includes(labels.severity ?? '')) return []
    const name = labels.alertname ?? ''
    const isTold = shown.some(
      ({ title, at: then, isHeard }) =>
        isHeard && title.endsWith(` · ${name}`) && then >= at && then - at <= 5_000,
    )
    return isTold ? [] : [name]
  })
}
