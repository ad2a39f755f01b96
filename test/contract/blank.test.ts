import { expect, test } from 'vitest'
import { alertName } from '../../contract/src/alert-name.ts'
import { firstSeen, isBlank, seenOf } from '../../contract/src/blank.ts'
import { groupLabels } from '../../contract/src/group.ts'
import { levelOf } from '../../contract/src/severity.ts'

/** Nobody sees anything of these. */
const BLANKS = ['', ' ', '\t\r\n', '\u00a0\u3000', '\u0000\u001b\u007f', '\u200b\u200e\ufeff', '\u3164\u2800']

test.each(BLANKS)('%j is blank', (text) => {
  expect(isBlank(text)).toBe(true)
  expect(firstSeen(text, undefined, null)).toBeUndefined()
  expect(firstSeen(undefined, text, 'seen')).toBe('seen')
  expect(alertName({ alertname: text })).toBe('Unnamed alert')
  expect([seenOf(text), levelOf(text), seenOf(`${text}a ${text}b${text}`)]).toEqual([
    '',
    'unset',
    `a ${text}b`,
  ])
  expect(levelOf(`${text}Critical${text}`)).toBe('critical')
  const labels = { alertname: 'A', cluster: text, service: text, job: 'shop' }
  expect(groupLabels(labels)).toEqual({ alertname: 'A', job: 'shop' })
})

test.each(['0', '-', ' a ', '\u202eb', '\u{1f525}', '日本'])('%j is not', (text) => {
  expect(isBlank(text)).toBe(false)
  expect(firstSeen('', text, 'other')).toBe(text)
  expect(alertName({ alertname: text })).toBe(text)
})

test('of a text with very much in it that nobody sees, the ends are found at once', () => {
  const many = '\u200b \t'.repeat(200_000)
  expect(seenOf(`${many}\u{1f525}${many}b${many}`)).toBe(`\u{1f525}${many}b`)
  expect(seenOf(`${many}\u{1f525}${many}`)).toBe('\u{1f525}')
})
