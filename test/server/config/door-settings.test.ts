import { expect, test } from 'vitest'
import { readCommandLine } from '../../../server/src/cli/command-line.ts'
import { loadSettings, type SettingSources } from '../../../server/src/config/load-settings.ts'

const file = (text: string): SettingSources => ({ file: { name: 'watchfloor.yml', text } })

function problems(sources: SettingSources): string {
  const loaded = loadSettings(sources)
  return loaded.ok ? '' : loaded.problems.map(({ where, message }) => `${where}: ${message}`).join('\n')
}

test('names are given as a list, or with commas in a variable; external_url as an address', () => {
  const text =
    'hosts: [watchfloor, "wf.internal:9095", my_service]\nexternal_url: https://ops.example.com/wf\n'
  expect(loadSettings(file(text))).toMatchObject({
    settings: {
      hosts: ['watchfloor', 'wf.internal:9095', 'my_service'],
      external_url: 'https://ops.example.com/wf',
    },
  })
  const environment = { WATCHFLOOR_HOSTS: 'watchfloor, watchfloor.monitoring.svc' }
  expect(loadSettings({ environment })).toMatchObject({
    settings: { hosts: ['watchfloor', 'watchfloor.monitoring.svc'] },
  })
})

test('external_url and the prefix go by Alertmanager’s own flags, too', () => {
  const flags = { 'web.external-url': 'https://ops.example.com/wf', 'web.route-prefix': '/' }
  expect(loadSettings({ flags })).toMatchObject({
    settings: { external_url: 'https://ops.example.com/wf', web: { route_prefix: '/' } },
  })
  expect(readCommandLine(['--web.external-url=https://a/b', '--web.route-prefix', '/c'])).toMatchObject({
    ok: true,
    flags: { 'web.external-url': 'https://a/b', 'web.route-prefix': '/c' },
  })
})

test.each([
  ['web: {route_prefix: "/a b"}', /web.route_prefix: .* expected a path such as/],
  ['web: {route_prefix: "/a?b"}', /web.route_prefix: /],
  ['web: {route_prefix: "/a/../b"}', /web.route_prefix: /],
  ['web: {route_prefix: "https://a/b"}', /web.route_prefix: /],
  ['hosts: ["http://watchfloor"]', /hosts: .* is not valid; expected names such as watchfloor/],
  ['hosts: ["*.example.com"]', /hosts: /],
  ['hosts: [""]', /hosts: /],
  ['hosts: watchfloor', /hosts: /],
  ['external_url: ops.example.com', /external_url: .* expected a URL/],
  ['external_url: "ftp://ops.example.com"', /external_url: /],
  ['external_url: "https://ops.example.com:99999"', /external_url: /],
  ['external_url: "https://ops.example.com/?a=b"', /external_url: /],
])('%s is refused in words', (text, expected) => {
  expect(problems(file(text))).toMatch(expected)
})

test('what was given by mistake and may be a secret is not repeated', () => {
  for (const text of [
    'external_url: "https://ana:hidden@ops.example.com"',
    'upstreams: [{name: eu, url: "https://ana:hidden@am"}]',
    'upstreams: [{name: eu, url: "https://am", password: hidden}]',
    'upstreams: [{name: eu, url: "https://am", bearer_token_file: [hidden]}]',
    'webhooks: [{name: a, labels: {alertname: /a}, secret: hidden}]',
  ]) {
    expect(problems(file(text))).not.toBe('')
    expect(problems(file(text))).not.toContain('hidden')
  }
})
