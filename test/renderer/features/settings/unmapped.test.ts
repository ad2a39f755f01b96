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

test('S8: what is mapped here is lines that the server’s configuration reads, whatever a sender wrote', () => {
  const odd = '" : {evil}\n# x'
  const at = '2026-11-24T03:25:00.000Z'
  expect(severityLines([])).toBe('')
  const lines = severityLines([
    { value: 'urgent', level: 'critical', at },
    { value: odd, level: 'info', at },
    { value: 'tier0', level: 'high', at, overruled: true },
  ])
  expect(parse(lines)).toEqual({ severities: { urgent: 'critical', [odd]: 'info' } })
})
