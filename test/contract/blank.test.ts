import { expect, test } from 'vitest'
import { alertName } from '../../contract/src/alert-name.ts'
import { firstSeen, isBlank } from '../../contract/src/blank.ts'

/** Nobody sees anything of these. */
const BLANKS = ['', ' ', '\t\r\n', '\u00a0\u3000', '\u0000\u001b\u007f', '\u200b\u200e\ufeff', '\u3164\u2800']

test.each(BLANKS)('%j is blank', (text) => {
  expect(isBlank(text)).toBe(true)
  expect(firstSeen(text, undefined, null)).toBeUndefined()
  expect(firstSeen(undefined, text, 'seen')).toBe('seen')
  expect(alertName({ alertname: text })).toBe('Unnamed alert')
})

test.each(['0', '-', ' a ', '\u202eb', '\u{1f525}', '日本'])('%j is not', (text) => {
  expect(isBlank(text)).toBe(false)
  expect(firstSeen('', text, 'other')).toBe(text)
  expect(alertName({ alertname: text })).toBe(text)
})
