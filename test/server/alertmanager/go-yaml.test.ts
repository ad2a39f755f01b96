import { expect, test } from 'vitest'
import { readAlertmanagerConfig } from '../../../server/src/alertmanager/read-config.ts'
import { nodesFor } from '../../../server/src/alertmanager/routing-tree.ts'

const TAIL = 'receivers:\n- name: d\n- name: a\n- name: b\n'
const read = (text: string) => readAlertmanagerConfig('am.yml', text)

/** Receivers of an alert with these labels. */
function receivers(text: string, labels: Readonly<Record<string, string>>): readonly string[] {
  const result = read(text)
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  return nodesFor(result.config.tree, labels).map(({ receiver }) => receiver)
}

function problems(text: string): readonly string[] {
  const result = read(text)
  return result.ok ? [] : result.problems.map(({ where, message }) => `${where}: ${message}`)
}

const matching = (yaml: string): string =>
  `route:\n  receiver: d\n  routes:\n  - receiver: a\n    match: ${yaml}\n${TAIL}`

test.each([
  '1.10',
  '0777',
  'True',
  '1e3',
  '0x1F',
  '12345678901234567890',
  '5.0',
  '2001-01-01',
  '1_000',
  'yes',
])('a value of match keeps its text: %s', (value) => {
  expect(receivers(matching(`{v: ${value}}`), { v: value })).toEqual(['a'])
})

test('null under match is the empty text, so that the label must be absent', () => {
  expect(receivers(matching('{v: null}'), { w: '1' })).toEqual(['a'])
  expect(receivers(matching('{v: null}'), { v: 'null' })).toEqual(['d'])
})

test.each([
  ['yes', true],
  ['on', true],
  ['Y', true],
  ['TRUE', true],
  ['no', false],
  ['Off', false],
  ['null', false],
])('continue: %s is %s', (word, goesOn) => {
  const routes = `  - receiver: a\n    match: {x: "1"}\n    continue: ${word}\n  - receiver: b\n`
  expect(receivers(`route:\n  receiver: d\n  routes:\n${routes}${TAIL}`, { x: '1' })).toEqual(
    goesOn ? ['a', 'b'] : ['a'],
  )
})

test('a merge takes in what it names, whichever comes first; maps of labels and lists of matchers are added up', () => {
  const base = '- &base {match: {x: "1"}, matchers: [m="1"], receiver: b}\n  - '
  const child = (yaml: string): string => `route:\n  receiver: d\n  routes:\n  ${base}${yaml}\n${TAIL}`
  const second = (yaml: string) => {
    const result = read(child(yaml))
    if (!result.ok) throw new Error(JSON.stringify(result.problems))
    const { receiver, matchers } = result.config.tree.children[1] as (typeof result.config.tree.children)[0]
    return [receiver, ...matchers.map(({ name, value }) => name + value).toSorted()]
  }
  expect(second('{<<: *base}')).toEqual(['b', 'm1', 'x1'])
  expect(second('{<<: *base, receiver: a, match: {y: "2"}}')).toEqual(['a', 'm1', 'x1', 'y2'])
  expect(second('{receiver: a, match: {y: "2"}, <<: *base}')).toEqual(['b', 'm1', 'x1', 'y2'])
  expect(second('{<<: [{receiver: a}, *base]}')).toEqual(['a', 'm1', 'x1'])
  expect(second('{<<: *base, matchers: [n="2"]}')).toEqual(['b', 'm1', 'n2', 'x1'])
  expect(problems(child('{<<: *base, match: {x: "2"}}'))).toEqual([
    'am.yml: route.routes[1].match.x: is given twice (line 5)',
  ])
})

test('numbers may name receivers, time intervals and labels', () => {
  const text = `route:\n  receiver: 1.0\n  routes:\n  - {match: {5: 6}, mute_time_intervals: [7]}\nreceivers:\n- name: 1.0\ntime_intervals:\n- {name: 7, time_intervals: []}\n`
  // A name of digits alone is none in the older maps.
  expect(problems(text)).toEqual([
    'am.yml: route.routes[0].match: "5" is no label name here; use matchers for it',
  ])
  expect(receivers(text.replace('match: {5: 6}', 'matchers: []'), {})).toEqual(['1.0'])
})

test('aliases of any number are what they stand for; one that has no end or no anchor is a problem in words', () => {
  const many = Array.from(
    { length: 500 },
    (_, n) => `  - receiver: ${n === 0 ? '&r a' : '*r'}\n    match: {x: "${n}"}\n`,
  )
  expect(receivers(`route:\n  receiver: d\n  routes:\n${many.join('')}${TAIL}`, { x: '499' })).toEqual(['a'])
  expect(problems(`route:\n  receiver: *nope\n${TAIL}`)).toEqual([
    'am.yml: an alias (*) is for an anchor (&) that is not there (line 2)',
  ])
  expect(problems(`route:\n  receiver: d\n  routes: &r\n  - routes: *r\n${TAIL}`)).toEqual([
    'am.yml: an alias (*) stands in what it is for (line 4)',
  ])
  const lines = Array.from(
    { length: 12 },
    (_, n) => `x${n}: &x${n} [${`*x${n - 1}, `.repeat(n === 0 ? 0 : 9)}]`,
  )
  const bomb = `route:\n  receiver: d\n  group_by: *x11\n${TAIL}`
  expect(problems(`${lines.join('\n')}\n${bomb}`).length).toBeGreaterThan(0)
})

test.each([
  ['a misspelt key', 'inhibit_rules:\n- {equals: [a]}\n', 'inhibit_rules[0].equals', 'did you mean equal?'],
  ['another one', 'reciever: d\n', 'reciever', 'did you mean receivers?'],
  ['a key in other letters', 'Templates: []\n', 'Templates', 'did you mean templates?'],
  [
    'a text for a flag',
    '%continue: "true"',
    'route.routes[0].continue',
    'expected true or false, not "true"',
  ],
  ['a bad duration', '%group_wait: 1x', 'route.routes[0].group_wait', '"1x" is no duration'],
  ['a duration without unit', '%group_interval: 5', 'route.routes[0].group_interval', '"5" is no duration'],
  ['no time at all', '%repeat_interval: 0s', 'route.routes[0].repeat_interval', 'cannot be zero'],
  ['a text for a list', '%matchers: a="b"', 'route.routes[0].matchers', 'expected a list'],
  ['a list for a text', '%receiver: [a]', 'route.routes[0].receiver', 'expected a text, not a list'],
  ['a label twice', '%group_by: [a, a]', 'route.routes[0].group_by', '"a" is named twice'],
  ['a key twice', '%receiver: a, receiver: b', 'route.routes[0].receiver', 'is given twice'],
  ['no expression', '%match_re: {a: null}', 'route.routes[0].match_re.a', 'has no expression'],
  ['an unknown integration', 'global: {}\n', undefined, undefined],
  ['a bad timeout', 'global: {resolve_timeout: 5}\n', 'global.resolve_timeout', 'is no duration'],
  ['no port', 'global: {smtp_smarthost: mail}\n', 'global.smtp_smarthost', 'expected HOST:PORT'],
  [
    'a secret twice',
    'global: {slack_api_url: "http://a", slack_api_url_file: b}\n',
    'global',
    'at most one of slack_api_url and slack_api_url_file',
  ],
  ['a wrong tag', '%receiver: !!int abc', undefined, 'the text is no !!int'],
])('%s is told, with its place', (_name, yaml, where, message) => {
  const inRoute = yaml.startsWith('%')
  const text = inRoute
    ? `route: {receiver: d, routes: [{${yaml.slice(1)}}]}\n${TAIL}`
    : `route: {receiver: d}\n${TAIL}${yaml}`
  const told = problems(text)
  expect(told.length).toBe(message === undefined ? 0 : 1)
  if (message !== undefined) expect(told[0]).toContain(where === undefined ? message : `am.yml: ${where}: `)
  if (message !== undefined) expect(told[0]).toContain(message)
})

test('group_by: [] is one group of all, and none given is the parent\u2019s', () => {
  const result = read(
    `route:\n  receiver: d\n  group_by: [alertname]\n  routes: [{group_by: []}, {group_by: null}]\n${TAIL}`,
  )
  expect(result.ok && result.config.tree.children.map(({ groupBy }) => groupBy)).toEqual([[], ['alertname']])
})

test('location: Local is this machine\u2019s zone', () => {
  const result = read(
    `route: {receiver: d}\n${TAIL}time_intervals: [{name: n, time_intervals: [{location: Local}]}]\n`,
  )
  const [span] = (result.ok && result.config.intervals.get('n')) || []
  expect(span?.location).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone)
})

test('nothing secret of the file is shown, in the configuration or in a message, and what is shown is a configuration', () => {
  const secrets = `# hidden-1
global: {resolve_timeout: 3m, slack_api_url: "http://hidden-2", smtp_auth_password: hidden-3, http_config: {basic_auth: {password: 987654, username: hidden-4}, http_headers: {X: {values: [hidden-5]}}, proxy_url: "http://u:hidden-6@p"}}
route: {receiver: 'yes', routes: [{match: {version: 1.10}, continue: yes, receiver: b}]} # hidden-7
receivers:
- name: 'yes'
  sns_configs: [{sigv4: {secret_key: hidden-8}, topic_arn: hidden-9}]
  webhook_configs: [{url: hidden-10, http_config: {tls_config: {key: hidden-11}}}]
- {name: b, labels: {team: x}}
`
  const result = read(secrets)
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  const { original, tree } = result.config
  expect(original).not.toMatch(/hidden|987654/)
  expect(original).toContain('webhook_configs: <secret>')
  const again = read(original)
  if (!again.ok) throw new Error(JSON.stringify(again.problems))
  expect(again.config.tree.children[0]?.goesOn).toBe(true)
  const shape = (text: unknown): string => JSON.stringify(text)
  expect(shape(again.config.tree)).toBe(shape(tree))
  expect(again.config.receivers).toEqual(['yes', 'b'])
  expect(again.config.resolveTimeout).toBe(180_000)

  for (const broken of [
    'global: {smtp_auth_password: [hidden-1]}',
    'receivers: hidden-1',
    'x: "hidden-1',
    '\thidden-1: [',
    'global: {smtp_require_tls: hidden-1}',
    'global: {slack_api_url: hidden-1}',
  ]) {
    const told = problems(`route: {receiver: d}\n${broken}\n`)
    expect(told.length).toBeGreaterThan(0)
    expect(told.join()).not.toContain('hidden')
  }
})
