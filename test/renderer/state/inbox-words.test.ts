import { expect, test } from 'vitest'
import { outcomeText, reasonText, wasShown } from '../../../src/renderer/state/inbox-words.ts'
import { INBOX_KINDS, INBOX_OUTCOMES, INBOX_REASONS, isUnread } from '../../../src/shared/inbox.ts'

test('every reason has its own plain sentences, of at most 12 words each', () => {
  const texts = INBOX_REASONS.map((reason) => reasonText({ reason, level: 'critical' }))
  expect(new Set(texts).size).toBe(INBOX_REASONS.length)
  for (const text of texts) {
    expect(text).toMatch(/^[A-Z].*\.$/)
    expect(text).not.toMatch(/!|please|oops/i)
    for (const sentence of text.split('. ')) expect(sentence.split(' ').length).toBeLessThanOrEqual(12)
  }
})

test('what does not notify by its level says which level', () => {
  expect(reasonText({ reason: 'level', level: 'warning' })).toBe(
    'Warnings do not notify. They light the badge.',
  )
  expect(reasonText({ reason: 'level', level: 'unset' })).toBe(
    'Warnings do not notify. They light the badge.',
  )
  expect(reasonText({ reason: 'level', level: 'info' })).toBe('Info does not notify.')
})

test('every outcome has its words; what was never asked of the system has none', () => {
  expect(INBOX_OUTCOMES.map((outcome) => outcomeText({ outcome, error: 'no daemon' }))).toEqual([
    '',
    'asked, not confirmed',
    'shown',
    'failed: no daemon',
    'opened',
    'acknowledged',
    'dismissed',
    'withdrawn: resolved or taken',
    'replaced by a newer one',
  ])
})

test('who opened, acknowledged or dismissed it had it shown', () => {
  expect(INBOX_OUTCOMES.filter((outcome) => wasShown({ outcome }))).toEqual([
    'shown',
    'opened',
    'acknowledged',
    'dismissed',
  ])
})

test('an answer and an end are told, but ask for nothing more', () => {
  const unread = { decision: 'notify', is_read: false } as const
  expect(INBOX_KINDS.filter((kind) => !isUnread({ ...unread, kind }))).toEqual([
    'resolved',
    'acknowledgement',
  ])
  expect(isUnread({ ...unread, kind: 'alert', is_read: true })).toBe(false)
  expect(isUnread({ ...unread, kind: 'alert', decision: 'hold' })).toBe(false)
})
