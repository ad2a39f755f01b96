import { expect, test } from 'vitest'
import { parse } from 'yaml'
import {
  severityLines,
  unmappedOf,
  unmappedText,
} from '../../../../src/renderer/features/settings/unmapped.ts'

test('S8: what nobody mapped is listed with its counts, most first; a missing severity is none to map', () => {
  const unmapped = unmappedOf({ tier0: 3, '': 7, ' ': 2, urgent: 41 })
  expect(unmappedText(unmapped)).toBe(
    '2 severity values are not mapped: urgent (41 alerts), tier0 (3). Choose what they mean.',
  )
  expect(unmappedText(unmappedOf({ p0: 1 }))).toBe(
    '1 severity value is not mapped: p0 (1 alert). Choose what they mean.',
  )
  expect(unmappedText([])).toBe('Every severity that fires now is mapped.')
})

test('S8: choices become lines that the server’s configuration reads, whatever a sender wrote', () => {
  const odd = '" : {evil}\n# x'
  const unmapped = unmappedOf({ urgent: 41, tier0: 3, [odd]: 1, constructor: 1 })
  expect(severityLines(unmapped, {})).toBe('')
  const lines = severityLines(unmapped, { urgent: 'critical', [odd]: 'info' })
  expect(parse(lines)).toEqual({ severities: { urgent: 'critical', [odd]: 'info' } })
})
