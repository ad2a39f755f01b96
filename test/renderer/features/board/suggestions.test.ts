import type { BoardAlert } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { suggestions } from '../../../../src/renderer/features/board/suggestions.ts'

const named = (labels: Record<string, string>): BoardAlert => ({ labels }) as BoardAlert

test('a name that every object has is a label name like any other', () => {
  const alerts = [named({ constructor: 'Ana', job: 'api' }), named({ job: 'db' })]
  expect(suggestions(alerts, 'constructor=a')).toEqual(['constructor="Ana"'])
  expect(suggestions(alerts, '__proto__=')).toEqual([])
})
