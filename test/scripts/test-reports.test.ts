import { expect, test } from 'vitest'
import { playwrightTimes, slowestText, vitestTimes } from '../../scripts/test-reports.ts'

const unit = vitestTimes(
  {
    testResults: [
      { name: '/repo/test/a.test.ts', startTime: 1_000, endTime: 1_250, assertionResults: [] },
      { name: '/repo/test/faults/b.test.ts', startTime: 0, endTime: 31_400, assertionResults: [] },
    ],
  },
  '/repo',
)

const spec = (file: string, ...durations: number[]) => ({
  file,
  tests: [{ results: durations.map((duration) => ({ duration })) }],
})

const browser = playwrightTimes(
  {
    config: { rootDir: '/repo/test' },
    suites: [
      {
        specs: [spec('e2e/c.spec.ts', 2_000), spec('e2e/c.spec.ts', 3_000, 1_000)],
        suites: [{ specs: [spec('e2e/c.spec.ts', 4_000), spec('desktop/d.spec.ts', 500)] }],
      },
    ],
  },
  '/repo',
)

test('a file of unit tests took as long as from its first test to its last, one of browser tests as all its tests', () => {
  expect(unit).toEqual([
    { file: 'test/a.test.ts', took: 250 },
    { file: 'test/faults/b.test.ts', took: 31_400 },
  ])
  expect(browser).toEqual([
    { file: 'test/e2e/c.spec.ts', took: 10_000 },
    { file: 'test/desktop/d.spec.ts', took: 500 },
  ])
})

test('the slowest are named, the slowest first, and no more than were asked for', () => {
  expect(slowestText([...unit, ...browser], 3).split('\n')).toEqual([
    '    31.4 s  test/faults/b.test.ts',
    '    10.0 s  test/e2e/c.spec.ts',
    '     0.5 s  test/desktop/d.spec.ts',
  ])
})

test('without a report there is nothing to name', () => {
  expect(slowestText([...vitestTimes(undefined, '/repo'), ...playwrightTimes(undefined, '/repo')], 10)).toBe(
    '',
  )
})
