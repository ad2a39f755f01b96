import { expect, test } from 'vitest'
import { countPlaywright, countsText, countVitest, judged, sum } from '../../scripts/test-counts.ts'

const none = { passed: 0, failed: 0, skipped: 0 }

test('a runner that executed nothing has failed, even with exit code 0', () => {
  expect(judged(none, 0)).toEqual({ ...none, failed: 1 })
  expect(judged({ ...none, skipped: 3 }, 0)).toEqual({ ...none, failed: 1, skipped: 3 })
})

test('a runner that failed without a failing test has failed', () => {
  expect(judged({ ...none, passed: 5 }, 1)).toEqual({ ...none, passed: 5, failed: 1 })
})

test('a runner that says what failed is taken at its word', () => {
  expect(judged({ ...none, passed: 5, failed: 2 }, 1)).toEqual({ ...none, passed: 5, failed: 2 })
  expect(judged({ ...none, passed: 5, skipped: 1 }, 0)).toEqual({ ...none, passed: 5, skipped: 1 })
})

test('unit tests are counted by folder', () => {
  const time = { startTime: 0, endTime: 1 }
  const counts = countVitest(
    {
      testResults: [
        {
          name: '/repo/test/client/a.test.ts',
          ...time,
          assertionResults: [{ status: 'passed' }, { status: 'failed' }],
        },
        { name: '/repo/test/client/core/b.test.ts', ...time, assertionResults: [{ status: 'todo' }] },
        { name: '/repo/test/server/c.test.ts', ...time, assertionResults: [{ status: 'pending' }] },
      ],
    },
    '/repo/test',
  )
  expect(Object.fromEntries(counts)).toEqual({
    client: { passed: 1, failed: 1, skipped: 1 },
    server: { ...none, skipped: 1 },
  })
})

test('a browser test that passed only when tried again has failed', () => {
  const report = { stats: { expected: 4, unexpected: 1, flaky: 2, skipped: 3 } }
  expect(countPlaywright(report)).toEqual({ passed: 4, failed: 3, skipped: 3 })
})

test('without a report nothing ran', () => {
  expect(sum(countVitest(undefined, '/repo/test').values())).toEqual(none)
  expect(countPlaywright(undefined)).toEqual(none)
})

test('the last line', () => {
  expect(countsText({ passed: 1, failed: 2, skipped: 3 })).toBe('1 passed, 2 failed, 3 skipped')
})
