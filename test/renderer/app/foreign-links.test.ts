import { expect, test } from 'vitest'
import { placeOfAlertmanager } from '../../../src/renderer/app/alertmanager-place.ts'
import { placeOfSearch } from '../../../src/renderer/app/foreign-links.ts'
import { begunBy } from '../../../src/renderer/features/silences/begun.ts'
import { parsePlace } from '../../../src/renderer/state/hash-location.ts'
import { EVERYTHING, parseView, type View } from '../../../src/renderer/state/view.ts'
import { narrowingTest } from '../../../src/shared/narrowing.ts'
import { sampleAlert } from '../support/board-parts.ts'

/** The view that an address leads to, as the page reads it. */
function viewOf(place: string | undefined): View {
  const { path, query } = parsePlace(`#${place ?? '/nowhere'}`)
  expect(path).toBe('/')
  return parseView(query)
}

const hash = (text: string) => placeOfAlertmanager(parsePlace(text))
const search = (text: string) => placeOfSearch({ search: text, hash: '' })
const encoded = encodeURIComponent('{alertname="CPU_80", instance=~"a|b"}')

test.each<[string, Partial<View>]>([
  ['#/alerts', {}],
  ['#/alerts?silenced=false&inhibited=false&muted=false&active=true', {}],
  [`#/alerts?filter=${encoded}`, { filter: ['alertname="CPU_80"', 'instance=~"a|b"'] }],
  ['#/alerts?receiver=team-.%2B', { filter: ['@receiver=~"team-.+"'] }],
  [
    '#/alerts?silenced=true&inhibited=false&active=false&filter=%7Ba%3D%22b%22%7D',
    {
      filter: ['a="b"', '@state!="active"', '@inhibited="false"', '@muted="false"'],
      showsSuppressed: true,
    },
  ],
  [
    '#/alerts?silenced=true&inhibited=true&muted=true&active=true&group=cluster,job&customGrouping=true',
    { showsSuppressed: true, unused: ['group=cluster,job'] },
  ],
])('Alertmanager’s %s is the board', (link, part) => {
  expect(viewOf(hash(link))).toEqual({ ...EVERYTHING, ...part })
})

test('a plus is itself in a link that was written by hand, and a space where forms encode', () => {
  const byHand = '#/alerts?filter={instance=~%22a+b.+%22}'
  expect(viewOf(hash(byHand)).filter).toEqual(['instance=~"a+b.+"'])
  const encoded = `#/alerts?${new URLSearchParams({ filter: '{a="b c+d", e="f"}' })}`
  expect(viewOf(hash(encoded)).filter).toEqual(['a="b c+d"', 'e="f"'])
  expect(begunBy('filter={job=~%22.+%22}').rows).toMatchObject([{ value: '.+' }])
})

test('a list of alerts whose matchers cannot be read is neither nothing nor everything', () => {
  expect(viewOf(hash('#/alerts?filter=%7Ba%3D%22b%22%2C%20c%3D~%22(%22%7D')).unread).toHaveLength(1)
  expect(viewOf(hash('#/alerts?receiver=(')).unread).toHaveLength(1)
})

test.each<[string, string | undefined]>([
  ['#/status', '/health?from=status'],
  ['#/silences/1b671a64-40d5-491e-99b0-da01ff1f3341/edit', '/silences/1b671a64-40d5-491e-99b0-da01ff1f3341'],
  ['#/silences/1b671a64-40d5-491e-99b0-da01ff1f3341', undefined],
  [`#/silences/new?filter=${encoded}&comment=works`, undefined],
  ['#/silences?filter=%7Ba%3D%22b%22%7D', undefined],
  ['#/', undefined],
])('of Alertmanager’s %s the place is %s', (link, place) => {
  expect(hash(link)).toBe(place)
})

test('matchers behind the path of a new silence fill its form', () => {
  const place = hash(`#/silences/new/${encoded}?comment=works`)
  const begun = begunBy(parsePlace(`#${place}`).query)
  expect(begun.rows.map(({ name, value }) => [name, value])).toEqual([
    ['alertname', 'CPU_80'],
    ['instance', 'a|b'],
  ])
  expect(begun).toMatchObject({ comment: 'works', unread: [] })
})

test.each<[string, Partial<View>]>([
  ['?q=alertname=Foo', { filter: ['alertname="Foo"'], showsSuppressed: true }],
  ['?q=a!=b&q=@state=active', { filter: ['a!="b"', '@state="active"'] }],
  ['?q=a=b&q=@state%3Dsuppressed', { filter: ['a="b"', '@state="suppressed"'], showsSuppressed: true }],
  ['?q=@receiver=db', { filter: ['@receiver="db"'], showsSuppressed: true }],
  [
    '?q=@silence_id=s1&q=@inhibited=true',
    { filter: ['@silenced_by="s1"', '@inhibited="true"'], showsSuppressed: true },
  ],
  ['?q=disk&q=full', { text: 'disk full', showsSuppressed: true }],
  ['?q=@limit=10', { unused: ['@limit=10'], showsSuppressed: true }],
  ['?q=', { showsSuppressed: true }],
  ['?filter=%7Ba%3D%22b%22%7D', { filter: ['a="b"'] }],
])('karma’s page with %s is the board', (link, part) => {
  expect(viewOf(search(link))).toEqual({ ...EVERYTHING, ...part })
})

test('karma’s expressions match anywhere, in either case', () => {
  const passes = (link: string, value: string): boolean =>
    narrowingTest(viewOf(search(link)), null)(sampleAlert({ labels: { cluster: value } }))
  expect(passes('?q=cluster=~EU', 'prod-eu-1')).toBe(true)
  expect(passes('?q=cluster=~%5Eeu', 'prod-eu-1')).toBe(false)
  expect(passes('?q=cluster=~us%7Ceu', 'prod-eu-1')).toBe(true)
  expect(passes('?q=cluster!~EU', 'prod-eu-1')).toBe(false)
  expect(passes('?q=prod.%2A1', 'prod-eu-1')).toBe(true)
  expect(passes('?q=prod us', 'prod-eu-1')).toBe(false)
})

test.each([
  '@age>15m',
  '@alertmanager=prod',
  '@cluster=ha',
  '@silence_author=ana',
  'value>7',
  'a=~(',
  '@foo=1',
])('S28: of karma’s %s the board says that it cannot be read', (filter) => {
  const view = viewOf(search(`?${new URLSearchParams({ q: filter })}`))
  expect(view.unread.map(({ text }) => text)).toEqual([filter])
  expect(view.unread[0]?.why).not.toBe('')
})

const packed = (form: unknown): string => `?m=${encodeURIComponent(btoa(JSON.stringify(form)))}`

test('karma’s silence form is this one', () => {
  const place = search(
    packed({
      am: [{ label: 'Cluster: ha', value: ['a', 'b'] }],
      m: [
        { n: 'alertname', r: false, e: true, v: ['CPU'] },
        { n: 'instance', r: true, e: true, v: ['web-1.example', 'web-2.example'] },
        { n: 'job', r: true, e: false, v: ['node.*'] },
      ],
      d: 90,
      c: 'works',
    }),
  )
  const begun = begunBy(parsePlace(`#${place}`).query)
  expect(begun).toMatchObject({
    rows: [
      { name: 'alertname', operator: '=', value: 'CPU' },
      { name: 'instance', operator: '=~', value: '(web\\-1\\.example|web\\-2\\.example)' },
      { name: 'job', operator: '!~', value: 'node.*' },
    ],
    comment: 'works',
    length: { kind: 'span', ms: 90 * 60_000 },
    unread: [],
    unused: [expect.stringContaining('Cluster: ha')],
  })
})

test.each([
  '?m=e30',
  '?m=%20',
  packed({ m: [] }),
  packed({ m: [{ n: 'a', r: true, e: true, v: ['('] }] }),
  packed('x'),
])('S28: a form of karma’s that cannot be read says so, and is empty: %s', (link) => {
  const begun = begunBy(parsePlace(`#${search(link)}`).query)
  expect(begun.unread).toHaveLength(1)
  expect(begun.rows).toEqual([{ key: 0, name: '', operator: '=', value: '' }])
})

test('a query beside a place of ours, or of nobody’s, is left alone', () => {
  expect(placeOfSearch({ search: '?q=a=b', hash: '#/silences' })).toBeUndefined()
  expect(search('?utm=1')).toBeUndefined()
})
