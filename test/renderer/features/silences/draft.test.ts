import { compileMatcher } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { amtoolCommand } from '../../../../src/renderer/features/silences/amtool-command.ts'
import {
  compileRows,
  rowsOfQuery,
  rowsOfSilence,
  saveRequest,
} from '../../../../src/renderer/features/silences/draft.ts'
import { hiddenBy, hidesNow, whereabouts } from '../../../../src/renderer/features/silences/silence-words.ts'
import { silencePlace } from '../../../../src/renderer/state/silence-link.ts'
import { nextMorning } from '../../../../src/shared/times.ts'
import { sampleAlert, sampleSilence } from '../../support/board-parts.ts'

test('the form is prefilled with the labels of an alert, without its replica when the group has several', () => {
  const labels = { alertname: 'Disk "full"', instance: 'a:1', pod: 'p' }
  const rows = (groupSize: number) =>
    rowsOfQuery(silencePlace(labels, groupSize).split('?')[1] ?? '').map(({ name, value }) => [name, value])
  expect(rows(1)).toEqual([
    ['alertname', 'Disk "full"'],
    ['instance', 'a:1'],
    ['pod', 'p'],
  ])
  expect(rows(3)).toEqual([['alertname', 'Disk "full"']])
})

test('without a filter there is one row to begin with, which counts as no matcher', () => {
  const rows = rowsOfQuery('')
  expect(rows).toHaveLength(1)
  expect(compileRows(rows).size).toBe(0)
})

test('an expression that does not compile says so, and the others stay', () => {
  const rows = rowsOfSilence(
    sampleSilence({
      matchers: [
        { name: 'a', value: '(', is_regex: true, is_equal: true },
        { name: 'b', value: 'x', is_regex: false, is_equal: false },
      ],
    }),
  )
  const [first, second] = [...compileRows(rows).values()]
  expect(first?.ok).toBe(false)
  expect(second?.ok && second.value.operator).toBe('!=')
})

test('a draft is sent in our own shape, with the second word only when it was given', () => {
  const matcher = compileMatcher('job', '!~', 'a|b')
  if (!matcher.ok) throw new Error(matcher.error)
  const starts = Date.UTC(2026, 10, 24, 3)
  const draft = { matchers: [matcher.value], starts, ends: starts + 7_200_000, by: 'Ana', comment: 'works' }
  const body = {
    matchers: [{ name: 'job', value: 'a|b', is_regex: true, is_equal: false }],
    starts_at: '2026-11-24T03:00:00.000Z',
    ends_at: '2026-11-24T05:00:00.000Z',
    created_by: 'Ana',
    comment: 'works',
  }
  expect(saveRequest(draft)).toEqual(body)
  expect(saveRequest({ ...draft, confirmed: true })).toEqual({ ...body, confirm: true })
  expect(saveRequest({ ...draft, untilResolved: true })).toEqual({ ...body, until_resolved: true })
})

test('a silence that no longer compiles is said to hide nothing, and where else one stands is said', () => {
  const broken = sampleSilence({
    matchers: [{ name: 'cluster', value: '(', is_regex: true, is_equal: true }],
  })
  expect(hidesNow(broken, hiddenBy(broken, [sampleAlert({})]))).toBe('hides nothing: it no longer compiles')
  expect(hidesNow(broken, 2)).toBe('hides 2 alerts now')
  const link = { name: 'eu', state: 'written', since: '2026-11-24T03:00:00.000Z' } as const
  expect(whereabouts({ ...broken, mirrored_from: ['us'] })).toEqual(['made on us'])
  expect(
    whereabouts({
      ...broken,
      annotations: { watchfloor_ends_with: 'x' },
      upstreams: [link, { ...link, name: 'asia', state: 'waiting', error: 'no answer within 5 s' }],
    }),
  ).toEqual([
    'also on eu',
    'not on asia, which still pages (no answer within 5 s)',
    'until its alerts have resolved',
  ])
})

test('until 08:00 is always ahead', () => {
  const eight = new Date(2026, 10, 24, 8).getTime()
  expect(nextMorning(eight - 1)).toBe(eight)
  expect(nextMorning(eight)).toBe(new Date(2026, 10, 25, 8).getTime())
})

test('the command for a shell keeps quotes inside their words', () => {
  const matcher = compileMatcher('alertname', '=', "It's down")
  if (!matcher.ok) throw new Error(matcher.error)
  expect(amtoolCommand([matcher.value], 7_200_000, 'Ana', 'do; rm')).toBe(
    `amtool silence add --duration=120m --author='Ana' --comment='do; rm' 'alertname="It'\\''s down"'`,
  )
})
