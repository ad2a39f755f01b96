import type { Event } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { noticeToasts } from '../../../src/renderer/features/toasts/notice-toasts.ts'

const notice = (data: object): Event =>
  ({ type: 'system_notification', source: 'system', data }) as unknown as Event

test('what the server tells people stays until dismissed, and the silence that it speaks of can be opened', () => {
  const message = 'The silence ends in 15 min'
  const [toast] = noticeToasts([notice({ level: 'warning', message, kind: 'silence_ends', silence: 's1' })])
  expect(toast).toMatchObject({ kind: 'error', text: [message], key: 'silence_ends s1' })
  expect(toast?.actions.map(({ label }) => label)).toEqual(['Open'])
  expect(noticeToasts([notice({ level: 'info', message: 'by the way' })])).toEqual([
    { kind: 'result', text: ['by the way'], actions: [] },
  ])
  expect(noticeToasts([{ ...notice({}), source: 'alert_processor' } as unknown as Event])).toEqual([])
})
