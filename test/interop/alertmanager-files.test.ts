import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readAlertmanagerConfig } from '../../server/src/alertmanager/read-config.ts'
import { nodesFor } from '../../server/src/alertmanager/routing-tree.ts'
import { runs, takeSeed } from '../support/chance.ts'
import { seeded } from '../support/seeded.ts'
import { tempDir } from '../support/temp-dir.ts'

const SEED = takeSeed()
/** A night's run wants more. */
const FILES = runs(120)
const random = seeded(SEED)
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
const chance = (share: number): boolean => random() < share

/** Scalars that a reader of another YAML, or another language, would take for something else. */
const SCALARS = [
  ...['1', '1.10', '0777', '0x1F', '1e3', '1_000', '1:30', '.5', '-0', '+1', '12345678901234567890', '.inf'],
  ...['y', 'Yes', 'NO', 'on', 'Off', 'true', 'True', 'null', '~', 'Null', '""', "''", '"null"', "'1'"],
  ...[
    'a',
    'b',
    'c d',
    '"a\\tb"',
    "'it''s'",
    '2001-01-01',
    '2001-12-14t21:59:43.10-05:00',
    'a#b',
    'a: b'.replace(': ', ':'),
  ],
  ...[
    '!!str 5',
    '!!int 5',
    '!!int x',
    '!!bool yes',
    '!!float 1',
    '[a]',
    '{a: b}',
    '=',
    '"\\u00e9"',
    'é',
    '5m',
    '0',
    '0s',
  ],
]
const DURATIONS = [
  '5m',
  '1h30m',
  '0',
  '0s',
  '5',
  '1x',
  '""',
  '1d',
  '1y2w',
  '1m1h',
  '100ms',
  '1.5h',
  '-5m',
  'null',
  '[5m]',
]
const FLAGS = [
  'true',
  'false',
  'yes',
  'no',
  'on',
  'off',
  'y',
  'N',
  'TRUE',
  'tRUE',
  '"true"',
  '1',
  '0',
  'null',
  '[]',
]
const RANGES = [
  'monday',
  'Monday:FRIDAY',
  'friday:monday',
  '1',
  '1:5',
  '-1',
  '-3:-1',
  '31:-31',
  '-3:2',
  '0',
  '32',
  '1:40',
]
const MORE_RANGES = [
  'january',
  'jan',
  '5:8',
  '12:1',
  '13',
  '2026',
  '2026:2020',
  'a',
  '1:2:3',
  '" 1"',
  '"+1"',
  '1.0',
  'march:5',
]
const TIMES = [
  '09:00',
  '9:00',
  '24:00',
  '24:01',
  '"17:00"',
  '23:59',
  '00:00',
  'x',
  '10',
  '""',
  '12:60',
  'null',
]
const ZONES = [
  'UTC',
  'Local',
  '""',
  'Europe/Berlin',
  'europe/berlin',
  'Mars/Olympus',
  '+01:00',
  'null',
  'Etc/GMT+5',
  '5',
]
const MATCHERS = [
  'a="1"',
  '"a=\\"1\\""',
  '\'a=~"x|y"\'',
  '\'{a="1",b!="2"}\'',
  "'a'",
  "'a=\"'",
  '\'a=~"("\'',
  "''",
  "' a = b '",
]
/** Names that need UTF-8 came after the real one here. */
const NAMES = ['a', 'b', 'yes', '_x', '"..."', '""']

const flow = (items: readonly string[]): string => `[${items.join(', ')}]`
const some = (list: readonly string[], most = 2): string[] =>
  Array.from({ length: Math.floor(random() * (most + 1)) }, () => pick(list))
const keys = (entries: readonly (readonly [string, string])[]): string =>
  `{${entries.map(([key, value]) => `${key}: ${value}`).join(', ')}}`
const mostly = (good: string, other: readonly string[], share = 0.03): string =>
  chance(share) ? pick(other) : good

function matchMap(): string {
  return keys(
    some(['a', 'b', 'c', 'yes', '1', '"a b"', '_x'], 2).map(
      (name) => [name, mostly(pick(SCALARS.slice(0, 31)), SCALARS)] as const,
    ),
  )
}

function route(depth: number): string {
  const entries: [string, string][] = [['receiver', mostly(pick(['r', 's', '1.0']), SCALARS)]]
  const add = (share: number, key: string, value: () => string): void => {
    if (chance(share)) entries.push([key, value()])
  }
  if (depth < 2) {
    add(0.4, 'matchers', () => mostly(flow(some(MATCHERS.slice(0, 4))), MATCHERS))
    add(0.3, 'match', matchMap)
    add(0.15, 'match_re', () => keys([[pick(['a', 'b']), mostly('x.*|y', SCALARS)]]))
    add(0.3, 'continue', () => mostly(pick(FLAGS.slice(0, 9)), FLAGS))
    add(0.15, 'mute_time_intervals', () => mostly('[w]', ['[x]', 'w', '[]', 'null', '[1]']))
    // `<<` takes what an anchor before it holds.
    add(0.15, '<<', () =>
      mostly(pick(['*base', '[*base, {receiver: s}]', '{receiver: s}']), ['x', '[1]', '*nope']),
    )
  }
  // An empty list means something else since 0.31.
  add(0.3, 'group_by', () =>
    mostly(flow(['a', ...some(['b', 'c'], 1)]), [flow([pick(NAMES)]), 'a', 'null', '[a, a]']),
  )
  add(0.15, pick(['group_wait', 'group_interval', 'repeat_interval']), () => mostly('5m', DURATIONS, 0.15))
  add(0.01, pick(['reciever', 'foo', 'Receiver', 'routes_']), () => pick(SCALARS))
  add(0.01, 'receiver', () => 'r')
  if (depth > 0) {
    const children = Array.from({ length: 1 + Math.floor(random() * 2) }, () => route(depth - 1))
    entries.push(['routes', mostly(flow(children), ['{}', 'x', 'null', '[]'], 0.03)])
  }
  return keys(entries)
}

function span(): string {
  const entries: [string, string][] = []
  const add = (key: string, value: () => string): void => {
    if (chance(0.3)) entries.push([key, value()])
  }
  add('weekdays', () => flow([mostly('monday:friday', RANGES, 0.15)]))
  add('days_of_month', () => flow([mostly('1:5', RANGES, 0.15)]))
  add('months', () => flow([mostly('january:march', MORE_RANGES, 0.15)]))
  add('years', () => flow([mostly('2026', MORE_RANGES, 0.15)]))
  add('location', () => mostly('UTC', ZONES, 0.2))
  add('times', () =>
    flow([
      keys([
        ['start_time', mostly('09:00', TIMES, 0.1)],
        ['end_time', mostly('17:00', TIMES, 0.1)],
      ]),
    ]),
  )
  return keys(entries)
}

function file(): string {
  const lines = ['templates: &t []']
  if (chance(0.2))
    lines.push(
      `global: ${keys([
        ['resolve_timeout', mostly('5m', DURATIONS, 0.3)],
        ['smtp_require_tls', mostly(pick(FLAGS.slice(0, 9)), FLAGS)],
      ])}`,
    )
  lines.push('receivers:', '- name: r', '- name: s', '- name: 1.0')
  if (chance(0.05)) lines.push(`- name: ${pick(SCALARS)}`)
  lines.push('time_intervals:', `- {name: w, time_intervals: ${flow([span()])}}`)
  if (chance(0.3)) {
    const side = (name: string): [string, string] =>
      chance(0.5) ? [`${name}_match`, matchMap()] : [`${name}_matchers`, flow(some(MATCHERS.slice(0, 4)))]
    const rule = [
      side('source'),
      side('target'),
      [mostly('equal', ['equals']), mostly('[a]', ['a', '[""]', '[yes]'], 0.3)],
    ]
    lines.push('inhibit_rules:', `- ${keys(rule as [string, string][])}`)
  }
  lines.push('route:', '  receiver: r', '  routes:', '  - &base {match: {a: "9"}, receiver: s}')
  for (let n = Math.floor(random() * 3); n >= 0; n--) lines.push(`  - ${route(1)}`)
  if (chance(0.05)) lines.push(pick(['---', '...', 'route: {}', '\tx: 1', 'x', '? [a]', '# end']))
  return `${lines.join('\n')}\n`
}

test(`random files are taken or refused as by the real Alertmanager, and route as there, seed ${SEED}`, async () => {
  const folder = await tempDir()
  mkdirSync(join(folder, 'files'))
  const texts = Array.from({ length: FILES }, file)
  const names = texts.map((text, n) => {
    const name = join(folder, 'files', `${n}.yml`)
    writeFileSync(name, text)
    return name
  })
  const differ: string[] = []
  let taken = 0
  for (const [n, name] of names.entries()) {
    const { stdout, stderr } = spawnSync('amtool', ['check-config', name], { encoding: 'utf8' })
    const text = texts[n] as string
    // A null where the real one does not look for one is its crash, which nobody wants.
    if (stdout.includes('panic') || stderr.includes('panic')) continue
    const theirs = stdout.includes('SUCCESS')
    const ours = readAlertmanagerConfig('am.yml', text)
    if (ours.ok !== theirs) {
      const said = ours.ok ? 'taken' : JSON.stringify(ours.problems)
      differ.push(
        `${theirs ? 'taken there' : stdout.split('\n').slice(1, 4).join(' ')} – here ${said}\n${text}`,
      )
      continue
    }
    if (!ours.ok) continue
    taken++
    if (n % 5 !== 0) continue
    for (const labels of [{ a: '1' }, { a: '9', b: '2' }, { c: pick(['1', 'yes', '1.10']) }]) {
      const pairs = Object.entries(labels).map(([label, value]) => `${label}=${value}`)
      const args = ['config', 'routes', 'test', `--config.file=${name}`, ...pairs]
      const there = spawnSync('amtool', args, { encoding: 'utf8' }).stdout.trim()
      const here = nodesFor(ours.config.tree, labels)
        .map(({ receiver }) => receiver)
        .join(',')
      if (there !== here) differ.push(`${pairs}: there ${there}, here ${here}\n${text}`)
    }
  }
  expect(differ.slice(0, 3).join('\n'), `${differ.length} of ${FILES} differ`).toBe('')
  // About a third is; of few, chance may leave less.
  expect(taken).toBeGreaterThan(FILES / 10)
  expect(taken).toBeLessThan(FILES * 0.95)
})
