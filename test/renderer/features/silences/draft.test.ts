import { compileMatcher } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { amtoolCommand } from '../../../../src/renderer/features/silences/amtool-command.ts'
import { begunBy } from '../../../../src/renderer/features/silences/begun.ts'
import { draftAgain, saveRequest } from '../../../../src/renderer/features/silences/draft.ts'
import {
  dataOfRows,
  readRows,
  rowsOfSilence,
} from '../../../../src/renderer/features/silences/matcher-list.ts'
import { hiddenBy, hidesNow, whereabouts } from '../../../../src/renderer/features/silences/silence-words.ts'
import { silencePlace, silencePlaceFor } from '../../../../src/renderer/state/silence-link.ts'
import { nextMorning } from '../../../../src/shared/times.ts'
import { sampleAlert, sampleSilence } from '../../support/board-parts.ts'

test('the form is prefilled with the labels of an alert, without its replica when the group has several', () => {
  const labels = { alertname: 'Disk "full"', instance: 'a:1', pod: 'p' }
  const rows = (groupSize: number) =>
    begunBy(silencePlace(labels, groupSize).split('?')[1] ?? '').rows.map(({ name, value }) => [name, value])
  expect(rows(1)).toEqual([
    ['alertname', 'Disk "full"'],
    ['instance', 'a:1'],
    ['pod', 'p'],
  ])
  expect(rows(3)).toEqual([['alertname', 'Disk "full"']])
})

test('for many it is prefilled with what they share and what they were filtered by, else with their names', () => {
  const of = (labels: Readonly<Record<string, string>>) => ({
    ...sampleAlert({ alertname: labels.alertname ?? '' }),
    labels,
  })
  const texts = (alerts: Parameters<typeof silencePlaceFor>[0], filter: readonly string[] = []) =>
    new URLSearchParams(silencePlaceFor(alerts, filter).split('?')[1]).getAll('filter')
  const [a, b] = [
    of({ alertname: 'NodeDown', rack: '7', instance: 'a' }),
    of({ alertname: 'DiskFull', rack: '7', instance: 'b' }),
  ]
  expect(texts([a, b])).toEqual(['rack="7"'])
  expect(texts([a, b], ['alertname=~"Node.*|Disk.*"', 'rack="7"', '@state="active"'])).toEqual([
    'rack="7"',
    'alertname=~"Node.*|Disk.*"',
  ])
  const names = texts([of({ alertname: 'A.b' }), of({ alertname: 'C' })])
  expect(names).toHaveLength(1)
  const begun = begunBy(`filter=${encodeURIComponent(names[0] ?? '')}`)
  const read = readRows(begun.rows)
  expect(
    read.all.ok &&
      read.all.value.map(({ matches }) => [matches({ alertname: 'A.b' }), matches({ alertname: 'Axb' })]),
  ).toEqual([[true, false]])
  expect(silencePlaceFor([], ['a="b"'])).toBe('/silences/new')
})

test('without a filter there is one row to begin with, which counts as no matcher', () => {
  const { rows } = begunBy('')
  expect(rows).toHaveLength(1)
  expect(dataOfRows(rows)).toEqual([])
  expect(readRows(rows)).toMatchObject({ all: { ok: true, value: [] } })
})

test('S28: with a matcher that cannot be read there are none, and it goes back to the letter', () => {
  const silence = sampleSilence({
    matchers: [
      { name: ' a', value: '(', is_regex: true, is_equal: true },
      { name: 'b', value: 'x', is_regex: false, is_equal: false },
    ],
    annotations: { ticket: 'OPS-7' },
    created_by: '',
  })
  const rows = rowsOfSilence(silence)
  const read = readRows(rows)
  expect(read.all).toMatchObject({ ok: false, index: 0 })
  expect([...read.wrong.keys()]).toEqual([0])
  expect(dataOfRows(rows)).toEqual(silence.matchers)
  const again = saveRequest(draftAgain(silence, Date.parse(silence.starts_at) + 1_000))
  expect(again).toMatchObject({ id: silence.id, matchers: silence.matchers, confirm: true })
  // What it says nothing of stays as it was.
  expect(Object.keys(again)).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/annotations|until_resolved|created_by|upstreams/)]),
  )
})

test.each<[string, string, readonly string[]]>([
  ['in braces', 'filter={a="b", c=~"d|e"}&comment=works&minutes=90', ['a=b', 'c=~d|e']],
  ['one by one', 'filter=a%3D%22b%22&filter=c!=d', ['a=b', 'c!=d']],
])('S28: a link with its matchers %s fills the form', (_, query, rows) => {
  const begun = begunBy(query)
  expect(begun.rows.map(({ name, operator, value }) => `${name}${operator}${value}`)).toEqual(rows)
  expect(begun.unread).toEqual([])
})

test('a link brings a comment and a length', () => {
  expect(begunBy('filter=a=b&comment=works&minutes=90')).toMatchObject({
    comment: 'works',
    length: { kind: 'span', ms: 90 * 60_000 },
  })
})

test.each([['filter=a=b&filter=nonsense'], ['filter={a="b", c=~"("}'], ['filter={a="b", c="d']])(
  'S28: of a link that cannot be read whole nothing is filled in, and why is said: %s',
  (query) => {
    const begun = begunBy(query)
    expect(dataOfRows(begun.rows)).toEqual([])
    expect(begun.unread).toEqual([expect.stringContaining('the matchers')])
  },
)

test('a draft is sent in our own shape, with the second word only when it was given', () => {
  const matcher = { name: 'job', value: 'a|b', is_regex: true, is_equal: false }
  const starts = Date.UTC(2026, 10, 24, 3)
  const draft = { matchers: [matcher], starts, ends: starts + 7_200_000, by: 'Ana', comment: 'works' }
  const body = {
    matchers: [matcher],
    starts_at: '2026-11-24T03:00:00.000Z',
    ends_at: '2026-11-24T05:00:00.000Z',
    created_by: 'Ana',
    comment: 'works',
  }
  expect(saveRequest(draft)).toEqual(body)
  expect(saveRequest({ ...draft, confirmed: true })).toEqual({ ...body, confirm: true })
  expect(saveRequest({ ...draft, untilResolved: true })).toEqual({ ...body, until_resolved: true })
})

test('S28: a silence with a matcher that cannot be read is said to hide nothing, and where else one stands is said', () => {
  const broken = sampleSilence({
    matchers: [{ name: 'cluster', value: '(', is_regex: true, is_equal: true }],
  })
  const hidden = hiddenBy(broken, [sampleAlert({})])
  expect(hidesNow(broken, hidden)).toMatch(/^hides nothing here: the expression "\("/)
  expect(hidesNow({ ...broken, mirrored_from: ['us'] }, hidden)).toMatch(
    /^hides nothing here, whatever it hides on us: the expression/,
  )
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

test('what the key opens for an alert of very many labels is read as it was written, whatever stands in them', () => {
  const labels = Object.fromEntries(
    Array.from({ length: 128 }, (_, n) => [`label_${n}`, `${n}${'"\\\n\t,}{ =~|&#%+'.repeat(20)}`]),
  )
  const [, query = ''] = silencePlace(labels, 1).split('?')
  const { rows, unread } = begunBy(query)
  expect(unread).toEqual([])
  expect(dataOfRows(rows)).toEqual(
    Object.entries(labels).map(([name, value]) => ({ name, value, is_regex: false, is_equal: true })),
  )
})
