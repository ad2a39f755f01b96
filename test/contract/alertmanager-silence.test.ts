import { readAlertmanagerSilence, readAlertmanagerSilences } from '@watchfloor/contract'
import { expect, test } from 'vitest'

const OLD = {
  id: '5f3b1a52-0000-4000-8000-000000000001',
  status: { state: 'active' },
  matchers: [{ name: 'team', value: 'db', isRegex: false }],
  startsAt: '2026-01-05T03:00:00.123456789+01:00',
  endsAt: '2026-01-05T04:00:00Z',
  updatedAt: '2026-01-05T02:00:00Z',
  createdBy: 'ana',
  comment: '',
}

test('a silence of a version older than negative matchers and annotations is read whole', () => {
  expect(readAlertmanagerSilence(OLD)).toMatchObject({
    ok: true,
    value: {
      matchers: [{ name: 'team', value: 'db', is_regex: false, is_equal: true }],
      startsAt: Date.UTC(2026, 0, 5, 2, 0, 0, 123),
      annotations: {},
      others: {},
    },
  })
})

test('what only a newer version says is kept, to be sent back', () => {
  expect(readAlertmanagerSilence({ ...OLD, weight: 3 })).toMatchObject({
    ok: true,
    value: { others: { weight: 3 } },
  })
})

test.each([
  ['no list', {}],
  ['a matcher that is none', [OLD, { ...OLD, matchers: [{ name: 'team' }] }]],
  ['a state of its own', [{ ...OLD, status: { state: 'asleep' } }]],
  ['a time that is none', [OLD, { ...OLD, endsAt: 'soon' }]],
])('of a list with %s nothing is taken, with the reason', (_, list) => {
  expect(readAlertmanagerSilences(list)).toMatchObject({ ok: false, error: expect.stringMatching(/./) })
})
