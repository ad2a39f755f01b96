import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Alarm, CALM, stepAlarm } from '../../../server/src/health/alarm.ts'
import { DEFAULT_SELF_LIMITS, SelfWatch } from '../../../server/src/health/self-watch.ts'

const SECOND = 1_000

test('a value that wobbles around its limit changes an alarm at most twice in its calm time', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 300 }), (values) => {
      let alarm: Alarm = CALM
      const changes: number[] = []
      for (const [second, value] of values.entries()) {
        const next = stepAlarm(
          alarm,
          { isBad: value >= 100, isWell: value < 50 },
          second * SECOND,
          60 * SECOND,
        )
        if (next.isRaised !== alarm.isRaised) changes.push(second)
        if (value >= 100) expect(next.isRaised).toBe(true)
        alarm = next
      }
      for (const [n, at] of changes.entries()) {
        // Raised at once; over only after a minute in which it was well all the time.
        if (n % 2 === 0) continue
        expect(at - (changes[n - 1] ?? 0)).toBeGreaterThanOrEqual(60)
        expect(values.slice(at - 60, at + 1).every((value) => value < 50)).toBe(true)
      }
    }),
  )
})

function start(): { readonly watch: SelfWatch; readonly rows: (second: number) => readonly string[] } {
  const watch = new SelfWatch(DEFAULT_SELF_LIMITS)
  const rows = (second: number): readonly string[] =>
    watch.rows(second * SECOND).map(({ component, status }) => `${component} ${status}`)
  return { watch, rows }
}

test('the disk’s row appears when room gets short, and is over a minute after there is clearly enough', () => {
  const { watch, rows } = start()
  expect(rows(0)).toEqual([])
  watch.disk(5e9)
  expect(rows(1)).toEqual([])
  watch.disk(9e8)
  expect(rows(2)).toEqual(['Disk degraded'])
  watch.disk(1e8)
  expect(rows(3)).toEqual(['Disk unhealthy'])
  expect(watch.rows(3 * SECOND)[0]?.message).toBe(
    'less than 200 MB free on the disk of the data folder: when it is full, no alert is taken in',
  )
  watch.disk(1.1e9)
  expect(rows(4)).toEqual(['Disk unhealthy'])
  expect(rows(65)).toEqual(['Disk degraded'])
  watch.disk(2e9)
  expect(rows(66)).toEqual(['Disk degraded'])
  expect(rows(126)).toEqual(['Disk healthy'])
})

test('a jump of the clock is shown for ten minutes', () => {
  const { watch, rows } = start()
  watch.jumped(-37_000, 10 * SECOND)
  expect(rows(11)).toEqual(['Clock degraded'])
  expect(watch.rows(11 * SECOND)[0]?.message).toMatch(/^the clock went 37 s back/)
  expect(rows(609)).toEqual(['Clock degraded'])
  expect(rows(611)).toEqual(['Clock healthy'])
})

test('commits are slow when one in twenty of the last minute is; a single slow one is not', () => {
  const { watch } = start()
  for (let n = 0; n < 100; n++) watch.committed(n === 50 ? 5_000 : 3, n * 100)
  expect(watch.slowness(10 * SECOND)).toBeUndefined()
  const few = start().watch
  for (let n = 0; n < 6; n++) few.committed(n === 3 ? 5_000 : 3, n * 100)
  expect(few.slowness(SECOND)).toBeUndefined()
  few.committed(5_000, SECOND)
  expect(few.slowness(SECOND)).toMatch(/commits are slow/)
  for (let n = 0; n < 20; n++) watch.committed(900, 11 * SECOND)
  expect(watch.slowness(12 * SECOND)).toMatch(/commits are slow/)
  expect(watch.slowness(80 * SECOND)).toMatch(/commits are slow/)
  expect(watch.slowness(141 * SECOND)).toBeUndefined()
})
