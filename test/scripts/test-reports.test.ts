import { expect, test } from 'vitest'
import {
  failuresText,
  playwrightFailures,
  playwrightTimes,
  slowestText,
  vitestFailures,
  vitestTimes,
} from '../../scripts/test-reports.ts'

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
  title: 'a test',
  tests: [{ status: 'expected', results: durations.map((duration) => ({ duration })) }],
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

test('whatever failed is named with the first lines of why, without colours', () => {
  const lines = Array.from({ length: 40 }, (_, line) => `line ${line + 1}`).join('\n')
  const unit = vitestFailures(
    {
      testResults: [
        {
          name: '/repo/test/a.test.ts',
          startTime: 0,
          endTime: 1,
          message: '',
          assertionResults: [
            { status: 'passed', fullName: 'is well', failureMessages: [] },
            {
              status: 'failed',
              fullName: 'counts',
              failureMessages: ['\u001b[31mexpected 1\u001b[39m\n\nto be 2'],
            },
          ],
        },
        {
          name: '/repo/test/b.test.ts',
          startTime: 0,
          endTime: 1,
          message: 'no module x',
          assertionResults: [],
        },
      ],
    },
    '/repo',
  )
  const browser = playwrightFailures(
    {
      config: { rootDir: '/repo/test' },
      suites: [
        {
          specs: [
            spec('e2e/c.spec.ts', 1),
            {
              file: 'e2e/c.spec.ts',
              title: 'opens',
              tests: [
                {
                  status: 'flaky',
                  results: [{ duration: 1, errors: [{ message: lines }] }, { duration: 1 }],
                },
                { status: 'skipped', results: [] },
              ],
            },
          ],
        },
      ],
      errors: [{ message: 'no browser' }],
    },
    '/repo',
  )
  expect(failuresText([...unit, ...browser]).split('\n')).toEqual([
    'test/a.test.ts › counts',
    '    expected 1',
    '    to be 2',
    'test/b.test.ts',
    '    no module x',
    'test/e2e/c.spec.ts › opens',
    ...lines
      .split('\n')
      .slice(0, 30)
      .map((line) => `    ${line}`),
    'outside of any test',
    '    no browser',
  ])
  expect(
    failuresText([...vitestFailures(undefined, '/repo'), ...playwrightFailures(undefined, '/repo')]),
  ).toBe('')
})
