import { expect, test } from 'vitest'
import { settingLeaves } from '../../../server/src/config/leaves.ts'
import {
  type Loaded,
  loadSettings,
  type SettingSources,
  settingsFrom,
} from '../../../server/src/config/load-settings.ts'
import { listenAddress, type Settings, severityTable } from '../../../server/src/config/settings.ts'

function settings(sources: SettingSources): Settings {
  const loaded = loadSettings(sources)
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
  return loaded.settings
}

function problems(sources: SettingSources): string[] {
  const loaded: Loaded = loadSettings(sources)
  return loaded.ok ? [] : loaded.problems.map(({ where, message }) => `${where}: ${message}`)
}

const file = (text: string): SettingSources => ({ file: { name: 'watchfloor.yml', text } })

test('without any source every setting has its documented default', () => {
  expect(settings({})).toMatchObject({
    listen: '127.0.0.1:9095',
    data_dir: './data',
    resolve_timeout: 300_000,
    relayed_timeout: 18_000_000,
    heartbeat: { alertname: 'Watchdog', missing_after: 300_000 },
    limits: { body_bytes: 10_000_000, streams_per_address: 10, stream_attempts_per_minute: 60 },
    stream: { heartbeat_ms: 15_000 },
    allowed_origins: [],
    trusted_proxies: [],
  })
  expect(settings(file(''))).toEqual(settings({}))
  expect(settingsFrom()).toEqual(settings({}))
})

test('a flag wins over a variable, a variable over the file', () => {
  const sources = {
    ...file('listen: 127.0.0.1:1\ndata_dir: /from/file\nlog: {level: warn}'),
    environment: { WATCHFLOOR_LISTEN: '127.0.0.1:2', WATCHFLOOR_DATA_DIR: '/from/variable' },
    flags: { listen: '127.0.0.1:3' },
  }
  expect(settings(sources)).toMatchObject({
    listen: '127.0.0.1:3',
    data_dir: '/from/variable',
    log: { level: 'warn' },
  })
})

test('the file takes durations, sizes, lists and maps as people write them', () => {
  const text = `
resolve_timeout: 1h30m
limits: {body_bytes: 64MiB, total_streams: 5}
allowed_origins: [https://karma.example.com]
trusted_proxies: [10.0.0.0/8, "::1"]
severities: {urgent: critical, Tier0: high}
`
  const read = settings(file(text))
  expect(read).toMatchObject({
    resolve_timeout: 5_400_000,
    limits: { body_bytes: 67_108_864, total_streams: 5 },
    allowed_origins: ['https://karma.example.com'],
    trusted_proxies: ['10.0.0.0/8', '::1'],
  })
  expect(severityTable(read)).toMatchObject({ urgent: 'critical', tier0: 'high', page: 'critical' })
})

test('every key can be given as a variable', () => {
  for (const leaf of settingLeaves()) {
    expect(leaf.variable).toBe(`WATCHFLOOR_${leaf.key.replaceAll('.', '_').toUpperCase()}`)
  }
  const environment = {
    WATCHFLOOR_LIMITS_BODY_BYTES: '2 MB',
    WATCHFLOOR_STREAM_HEARTBEAT_MS: '50',
    WATCHFLOOR_HEARTBEAT_MISSING_AFTER: '90s',
    WATCHFLOOR_ALLOWED_ORIGINS: 'https://a.example, https://b.example:8443',
    WATCHFLOOR_SEVERITIES: 'urgent=critical,tier0=high',
  }
  expect(settings({ environment })).toMatchObject({
    limits: { body_bytes: 2_000_000 },
    stream: { heartbeat_ms: 50 },
    heartbeat: { missing_after: 90_000 },
    allowed_origins: ['https://a.example', 'https://b.example:8443'],
    severities: { urgent: 'critical', tier0: 'high' },
  })
})

test('every problem is listed, each with its place and what was expected', () => {
  const found = problems({
    ...file('resolve_timeout: 300\nlimits: {body_bytes: 12, bodies: 1}\ncolour: red\nlog: loud\n'),
    environment: { WATCHFLOOR_STREAM_HEARTBEAT_MS: 'soon', WATCHFLOOR_COLOUR: 'red' },
    flags: { listen: 'here' },
  })
  expect(found).toEqual([
    expect.stringMatching(/^watchfloor.yml: limits.bodies: there is no such key; keys here are body_bytes, /),
    expect.stringMatching(/^watchfloor.yml: colour: there is no such key; keys here are listen, /),
    'watchfloor.yml: log: expected keys and values here; keys are level, format',
    expect.stringMatching(/^WATCHFLOOR_COLOUR: there is no such setting/),
    expect.stringMatching(/^--listen: "here" is not valid; expected HOST:PORT/),
    'watchfloor.yml: resolve_timeout: 300 is not valid; expected a duration such as 30s, 5m or 2h',
    expect.stringMatching(
      /^watchfloor.yml: limits.body_bytes: 12 is not valid; expected a size of at least 1024/,
    ),
    'WATCHFLOOR_STREAM_HEARTBEAT_MS: "soon" is not valid; expected a whole number, 10 or more',
  ])
})

test.each([
  ['severities: {urgent: loud}', 'severities'],
  ['severities: [urgent]', 'severities'],
  ['allowed_origins: https://a.example', 'allowed_origins'],
  ['allowed_origins: [https://a.example/path]', 'allowed_origins'],
  ['allowed_origins: ["https://a.example:443"]', 'allowed_origins'],
  ['allowed_origins: ["*"]', 'allowed_origins'],
  ['trusted_proxies: [999.0.0.1]', 'trusted_proxies'],
  ['trusted_proxies: [10.0.0.0/33]', 'trusted_proxies'],
  ['trusted_proxies: [proxy.example.com]', 'trusted_proxies'],
  ['replica_labels: [replica, alertname]', 'replica_labels'],
  ['replica_labels: [""]', 'replica_labels'],
  ['listen: 127.0.0.1:70000', 'listen'],
  ['listen: 9095', 'listen'],
  ['resolve_timeout: 5 minutes', 'resolve_timeout'],
  ['data_dir: ""', 'data_dir'],
  ['log: {level: loud}', 'log.level'],
  ['limits: {streams_per_address: 1.5}', 'limits.streams_per_address'],
])('%s is refused', (text, key) => {
  expect(problems(file(text))).toEqual([expect.stringContaining(`watchfloor.yml: ${key}: `)])
})

test('text that is not YAML is refused with its line', () => {
  expect(problems(file('listen: [\n'))).toEqual([expect.stringMatching(/^watchfloor.yml: .*line \d/s)])
  expect(problems(file('listen: 1.1.1.1:1\nlisten: 1.1.1.1:2\n'))).toEqual([expect.stringMatching(/unique/)])
  expect(problems(file('- a\n'))).toEqual([expect.stringMatching(/expected keys and values/)])
})

test('variables that Kubernetes sets for a service named watchfloor are not settings', () => {
  const environment = {
    WATCHFLOOR_SERVICE_HOST: '10.1.2.3',
    WATCHFLOOR_SERVICE_PORT_HTTP: '9095',
    WATCHFLOOR_PORT: 'tcp://10.1.2.3:9095',
    WATCHFLOOR_PORT_9095_TCP_ADDR: '10.1.2.3',
  }
  expect(problems({ environment })).toEqual([])
})

test('a __proto__ key is an unknown key and nothing else', () => {
  expect(problems(file('__proto__: {listen: "1.1.1.1:1"}'))).toEqual([
    expect.stringContaining('__proto__: there is no such key'),
  ])
  expect(({} as { listen?: string }).listen).toBeUndefined()
})

test('the address to listen on is told apart', () => {
  expect(listenAddress('127.0.0.1:0')).toEqual({ host: '127.0.0.1', port: 0 })
  expect(listenAddress('[::1]:9095')).toEqual({ host: '::1', port: 9095 })
})
