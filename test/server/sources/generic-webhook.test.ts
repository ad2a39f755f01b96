import fc from 'fast-check'
import { expect, test } from 'vitest'
import { settingsFrom } from '../../../server/src/config/load-settings.ts'
import { webhookMappings } from '../../../server/src/config/webhook-settings.ts'
import { finish } from '../../../server/src/ground/steps.ts'
import { decodeGeneric } from '../../../server/src/sources/decode-generic.ts'
import { PLAIN, type WebhookMapping } from '../../../server/src/sources/webhook-mapping.ts'
import { runs } from '../../support/chance.ts'

const NOW = Date.UTC(2026, 10, 25, 3, 12)

const read = (body: unknown, mapping: WebhookMapping = PLAIN) => finish(decodeGeneric(body, mapping, NOW))

function one(body: unknown, mapping: WebhookMapping = PLAIN) {
  const decoded = read(body, mapping)
  if (!decoded.ok) throw new Error(decoded.message)
  expect(decoded.value.rejected.count).toBe(0)
  expect(decoded.value.alerts).toHaveLength(1)
  return decoded.value.alerts[0]
}

const ZABBIX = webhookMappings(
  settingsFrom({
    webhooks: [
      {
        name: 'zabbix',
        alerts: '/problems',
        labels: { alertname: '/trigger/name', host: '/host', source: 'zabbix', severity: '/trigger/level' },
        labels_from: '/tags',
        annotations: { summary: '/text', items: '/items' },
        status: '/state',
        resolved: ['OK'],
        ignored: ['comment'],
        starts_at: '/since',
        link: '/url',
        expires_after: '2h',
      },
    ],
  }),
).get('zabbix') as WebhookMapping

test('the plain format: one alert with a name is enough', () => {
  expect(one({ name: 'BackupFailed' })).toEqual({
    labels: { alertname: 'BackupFailed' },
    annotations: {},
    startsAt: NOW,
    endsAt: undefined,
    generatorURL: undefined,
    ours: { start: true },
  })
})

test('S11: a time that is ours is marked, and an end that has passed says nothing against the word that it fires', () => {
  const ago = new Date(NOW - 90_000).toISOString()
  const ahead = new Date(NOW + 90_000).toISOString()
  const over = { name: 'A', status: 'resolved' }
  expect(one({ ...over, ends_at: ago })).toMatchObject({ ours: { start: true, end: false } })
  expect(one({ ...over, ends_at: ahead })).toMatchObject({ endsAt: NOW, ours: { end: true } })
  expect(one(over)).toMatchObject({ endsAt: NOW, ours: { start: true, end: true } })
  expect(one({ name: 'A', status: 'firing', ends_at: ago })).toMatchObject({
    startsAt: NOW,
    endsAt: undefined,
  })
  expect(one({ name: 'A', ends_at: ago })).toMatchObject({ endsAt: NOW - 90_000 })
})

test('the plain format: everything that can be said', () => {
  expect(
    one({
      name: 'BackupFailed',
      severity: 'critical',
      summary: 'No backup since Sunday',
      labels: { host: 'db1', attempt: 3, dry: false },
      annotations: { runbook_url: 'http://wiki/backup', log: ['a', 'b'] },
      starts_at: '2026-11-25T02:00:00Z',
      ends_at: 1_795_600_000,
      link: 'http://ci/jobs/7',
      status: 'firing',
    }),
  ).toEqual({
    labels: { alertname: 'BackupFailed', severity: 'critical', host: 'db1', attempt: '3', dry: 'false' },
    annotations: {
      summary: 'No backup since Sunday',
      runbook_url: 'http://wiki/backup',
      log: '["a","b"]',
    },
    startsAt: Date.UTC(2026, 10, 25, 2),
    endsAt: 1_795_600_000_000,
    generatorURL: 'http://ci/jobs/7',
  })
})

test('a list, or an object that holds one; each alert is judged by itself', () => {
  for (const body of [
    [{ name: 'A' }, { name: 'B', status: 'broken' }],
    { alerts: [{ name: 'A' }, { name: 'B', status: 'broken' }] },
  ]) {
    const decoded = read(body)
    expect(decoded.ok && decoded.value.alerts.map(({ labels }) => labels.alertname)).toEqual(['A'])
    expect(decoded.ok && decoded.value.rejected.reasons).toEqual([
      'alerts[1]: status is "broken", neither "firing" nor "resolved"',
    ])
  }
})

test.each([
  ['text', 'the body is text, neither an alert nor a list of them'],
  [undefined, 'the body is missing, neither an alert nor a list of them'],
])('what is no alert at all is refused: %j', (body, message) => {
  expect(read(body)).toMatchObject({ ok: false, message })
})

test.each([
  [{ labels: 'x' }, 'alerts[0]: labels is text, not an object'],
  [{ labels: { a: {} } }, 'alerts[0]: labels.a is an object, not text'],
  [{ name: 'A', starts_at: 'soon' }, /^alerts\[0\]: starts_at is "soon", neither a time/],
  [{ labels: { '': 'x' } }, 'alerts[0]: invalid label set: invalid name ""'],
])('an alert that cannot be read says why: %j', (alert, message) => {
  const decoded = read(alert)
  expect(decoded.ok && decoded.value.rejected.reasons[0]).toMatch(message)
})

test('a resolve has ended by now at the latest, and starts no later than it ends', () => {
  const later = new Date(NOW + 60_000).toISOString()
  expect(one({ name: 'A', status: 'resolved', starts_at: later, ends_at: later })).toMatchObject({
    startsAt: NOW,
    endsAt: NOW,
  })
})

test('a mapping reads another sender’s JSON: from the alert, else from the whole message', () => {
  const alert = one(
    {
      host: 'db1',
      tags: { team: 'web', severity: 'not this' },
      problems: {
        trigger: { name: 'Disk full', level: 5 },
        state: 'PROBLEM',
        since: '1795600000',
        url: 'not a link',
        items: [1],
      },
    },
    ZABBIX,
  )
  expect(alert).toEqual({
    labels: { alertname: 'Disk full', host: 'db1', source: 'zabbix', severity: '5', team: 'web' },
    annotations: { items: '[1]' },
    startsAt: 1_795_600_000_000,
    endsAt: NOW + 2 * 3_600_000,
    generatorURL: undefined,
  })
})

test('a mapping’s words for statuses, in any case', () => {
  const problem = (state: string) => read({ problems: [{ trigger: { name: 'A' }, state }] }, ZABBIX)
  expect(problem('ok')).toMatchObject({ value: { alerts: [{ endsAt: NOW }] } })
  expect(problem('Comment')).toMatchObject({ value: { alerts: [], rejected: { count: 0 } } })
  expect(problem('disaster')).toMatchObject({ value: { alerts: [{ endsAt: NOW + 7_200_000 }] } })
  expect(read({}, ZABBIX)).toMatchObject({
    ok: false,
    message: 'what stands at /problems is missing, neither an alert nor a list of them',
  })
})

test('whatever arrives: texts only, in every alert, and nothing of a prototype', () => {
  const body = fc.oneof(
    fc.json().map((text) => JSON.parse(text) as unknown),
    fc.jsonValue().map((value) => ({ alerts: [value, { name: 'A', labels: value, annotations: value }] })),
    fc.constant(JSON.parse('{"name":"A","labels":{"__proto__":"x","constructor":"y"}}') as unknown),
  )
  fc.assert(
    fc.property(body, fc.constantFrom(PLAIN, ZABBIX), (value, mapping) => {
      const decoded = read(value, mapping)
      if (!decoded.ok) {
        expect(decoded.message).not.toBe('')
        return
      }
      for (const { labels, annotations, startsAt, endsAt } of decoded.value.alerts) {
        for (const text of [...Object.values(labels), ...Object.values(annotations)])
          expect(typeof text).toBe('string')
        for (const time of [startsAt, endsAt]) expect([undefined, Math.trunc(time ?? 0)]).toContain(time)
      }
    }),
    { numRuns: runs(500) },
  )
})

test('an alert without a name is refused: where a mapping points wrong, all of its sender’s would be one', () => {
  const wrong: WebhookMapping = { ...ZABBIX, labels: { alertname: '/titel', source: 'zabbix' } }
  const items = [{ title: 'A' }, { title: 'B', tags: { alertname: 'B' } }, { titel: ' ' }]
  const decoded = read({ problems: items }, wrong)
  const reason = (at: number) =>
    `alerts[${at}]: it has no name: there is no text at /titel or /tags/alertname`
  expect(decoded).toMatchObject({
    value: { alerts: [{ labels: { alertname: 'B' } }], rejected: { reasons: [reason(0), reason(2)] } },
  })
})

test('an alert that gives no start began when it was told, however late its end or its deadline', () => {
  const later = new Date(NOW + 3_600_000).toISOString()
  expect(one({ name: 'A', ends_at: later })).toMatchObject({ startsAt: NOW, endsAt: NOW + 3_600_000 })
  const patient = { ...PLAIN, expiresAfter: 60_000 }
  expect(one({ name: 'A' }, patient)).toMatchObject({ startsAt: NOW, endsAt: NOW + 60_000 })
  expect(one({ name: 'A', ends_at: '2026-11-25T03:00:00Z' })).toMatchObject({
    startsAt: Date.UTC(2026, 10, 25, 3),
  })
})

const LEVELLED = webhookMappings(
  settingsFrom({
    webhooks: [
      {
        name: 'levels',
        labels: { alertname: ['/check', '{/host} as a whole', 'Unnamed'], host: '/host' },
        labels_from: '/tags',
        level: ['/state', '/severity'],
        levels: { CRITICAL: 'critical', Warn: 'warning', Gone: 'Resolved', note: 'ignored' },
      },
    ],
  }),
).get('levels') as WebhookMapping

test('S8: a level is the severity and no part of what the alert is; by its table, else as a status has it', () => {
  const told = { check: 'Disk', host: 'a', tags: { severity: 'x', team: 'db' } }
  const level = (state: unknown) => one({ ...told, state }, LEVELLED)
  expect(level('critical')).toMatchObject({
    labels: { alertname: 'Disk', host: 'a', team: 'db', severity: 'critical' },
    levelled: true,
  })
  expect([level('WARN'), level('P3'), level(7)].map((alert) => alert?.labels.severity)).toEqual([
    'warning',
    'P3',
    '7',
  ])
  for (const state of ['gone', 'Cleared', 'clear', 'ok'])
    expect(level(state)).toMatchObject({ labels: { alertname: 'Disk' }, endsAt: NOW, levelled: true })
  // Nothing visible is no level, and the alert fires all the same.
  for (const state of ['', ' \u200b', null]) expect(level(state)?.labels).not.toHaveProperty('severity')
  expect(read({ ...told, state: 'note' }, LEVELLED)).toMatchObject({ value: { alerts: [] } })
  expect(read({ ...told, state: {} }, LEVELLED)).toMatchObject({ value: { rejected: { count: 1 } } })
})

test('of several sources the first that gives something counts, and a text gives nothing without all of its places', () => {
  const name = (told: object) => one({ ...told, severity: 'critical' }, LEVELLED)?.labels.alertname
  expect(name({ check: 'Disk', host: 'a' })).toBe('Disk')
  expect(name({ check: ' ', host: 'a' })).toBe('a as a whole')
  expect(name({ host: '{/check}' })).toBe('{/check} as a whole')
  expect(name({})).toBe('Unnamed')
})
