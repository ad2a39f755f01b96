import { parseTime } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { finish } from '../../../server/src/ground/steps.ts'
import { decodePostableAlerts } from '../../../server/src/sources/decode-postable-alerts.ts'
import { productOf } from '../../../server/src/sources/product.ts'
import { parseSenderTime } from '../../../server/src/sources/sender-time.ts'
import { readCapture } from '../../support/messages/captures.ts'

function alertsOf(body: unknown) {
  const decoded = finish(decodePostableAlerts(body))
  if (!decoded.ok) throw new Error(decoded.message)
  return decoded.value.alerts
}

const labels = { alertname: 'A' }

test('an alert is read as it is, and what its sender left out stays open', () => {
  expect(alertsOf([{ labels }])).toEqual([
    { labels, annotations: {}, startsAt: undefined, endsAt: undefined, generatorURL: undefined },
  ])
  const full = {
    labels,
    annotations: { summary: 'x' },
    startsAt: '2026-01-05T03:00:00.5+01:00',
    endsAt: '2026-01-05T04:00:00Z',
    generatorURL: 'http://prom:9090/graph?g0.expr=up',
    receivers: [{ name: 'unknown fields are ignored' }],
  }
  expect(alertsOf([full])).toEqual([
    {
      labels,
      annotations: { summary: 'x' },
      startsAt: Date.UTC(2026, 0, 5, 2, 0, 0, 500),
      endsAt: Date.UTC(2026, 0, 5, 4),
      generatorURL: full.generatorURL,
    },
  ])
})

test.each([
  ['0001-01-01T00:00:00.000Z', 'unset'],
  ['0001-01-01T00:00:00Z', 'unset'],
  ['', 'unset'],
  ['2026-01-05T03:00:00Z', Date.UTC(2026, 0, 5, 3)],
  ['2026-01-05T03:00:00.123456789+02:00', Date.UTC(2026, 0, 5, 1, 0, 0, 123)],
  ['2026-01-05T03:00:00', Date.UTC(2026, 0, 5, 3)],
  ['2026-01-05 03:00:00', Date.UTC(2026, 0, 5, 3)],
  ['2026-01-05T03:00Z', Date.UTC(2026, 0, 5, 3)],
  ['2026-01-05', Date.UTC(2026, 0, 5)],
  ['2026-02-31T00:00:00Z', undefined],
  ['yesterday', undefined],
  ['1767582000', undefined],
])('the time %j is read as %s', (text, expected) => {
  expect(parseSenderTime(text)).toBe(expected)
})

test('null counts as absent, also inside labels', () => {
  const body = [
    { labels: { a: 'b', gone: null }, annotations: null, startsAt: null, endsAt: null, generatorURL: null },
  ]
  expect(alertsOf(body)).toEqual([
    {
      labels: { a: 'b', gone: '' },
      annotations: {},
      startsAt: undefined,
      endsAt: undefined,
      generatorURL: undefined,
    },
  ])
})

test.each([
  ['an object instead of a list', {}],
  ['text', 'alerts'],
  ['null among the alerts', [null]],
  ['a number as label value', [{ labels: { a: 1 } }]],
  ['a list as labels', [{ labels: ['a'] }]],
  ['a number as time', [{ labels, startsAt: 1767582000 }]],
  ['a text that is no time', [{ labels, endsAt: 'tomorrow' }]],
  ['an object as annotation', [{ labels, annotations: { a: {} } }]],
  ['a number as generatorURL', [{ labels, generatorURL: 7 }]],
])('S14: %s does not parse, and nothing of the body is taken', (_what, body) => {
  const good = { labels }
  const both = Array.isArray(body) ? [good, ...body] : body
  expect(finish(decodePostableAlerts(both))).toMatchObject({ ok: false, kind: 'malformed' })
})

test.each([
  ['no body', undefined, 602, 'alerts in body is required'],
  ['labels absent', [{}], 602, '0.labels in body is required'],
  ['labels null', [{ labels }, { labels: null }], 602, '1.labels in body is required'],
  [
    'a generatorURL that is none',
    [{ labels, generatorURL: 'not a url' }],
    601,
    '0.generatorURL in body must be of type uri: "not a url"',
  ],
])('%s is invalid in the words of Alertmanager', (_what, body, code, message) => {
  expect(finish(decodePostableAlerts(body))).toEqual({ ok: false, kind: 'invalid', code, message })
})

test('a body that does not parse is refused before its fields are judged', () => {
  expect(finish(decodePostableAlerts([{}, { labels: 3 }]))).toMatchObject({ kind: 'malformed' })
})

test.each(['', '/graph?x=1', 'http://prom:9090/graph?g0.expr=up+%3D%3D+0', 'foo:bar'])(
  'the generatorURL %j is fine',
  (generatorURL) => {
    expect(finish(decodePostableAlerts([{ labels, generatorURL }])).ok).toBe(true)
  },
)

test.each(['graph', 'http://a b/', 'http://x/%zz', 'http://x/\n'])(
  'the generatorURL %j is refused',
  (generatorURL) => {
    expect(finish(decodePostableAlerts([{ labels, generatorURL }]))).toMatchObject({ ok: false, code: 601 })
  },
)

test('S14: an alert with an empty label name is rejected on its own', () => {
  const decoded = finish(decodePostableAlerts([{ labels: { '': 'x' } }, { labels }]))
  expect(decoded).toMatchObject({
    ok: true,
    value: { alerts: [{ labels }], rejected: { reasons: [expect.any(String)] } },
  })
})

test('a label named __proto__ is plain data', () => {
  const [alert] = alertsOf(
    JSON.parse('[{"labels":{"__proto__":"x","alertname":"A"},"__proto__":{"polluted":1}}]'),
  )
  expect(Object.entries(alert?.labels ?? {})).toEqual([
    ['__proto__', 'x'],
    ['alertname', 'A'],
  ])
  expect(({} as { polluted?: number }).polluted).toBeUndefined()
})

test('half a character becomes the replacement character, as Go reads it', () => {
  const [alert] = alertsOf(JSON.parse('[{"labels":{"a":"\\ud83d!"}}]'))
  expect(alert?.labels).toEqual({ a: '\ufffd!' })
})

test('every recorded request of a real Prometheus is read', () => {
  for (const { request } of readCapture('prometheus-to-alertmanager').exchanges) {
    const sent = JSON.parse(request.rawBody) as readonly {
      labels: object
      startsAt: string
      endsAt: string
    }[]
    const read = alertsOf(JSON.parse(request.rawBody))
    expect(read.map(({ labels }) => labels)).toEqual(sent.map(({ labels }) => labels))
    expect(read.map(({ endsAt }) => endsAt)).toEqual(sent.map(({ endsAt }) => parseTime(endsAt)))
    expect(productOf(request.headers['User-Agent'])).toBe('Prometheus')
  }
})

test.each([
  ['Prometheus/2.42.0+ds', 'Prometheus'],
  ['Alertmanager/0.25.0', 'Alertmanager'],
  ['Go-http-client/1.1', 'amtool'],
  ['Grafana', 'Grafana'],
  ['Grafana/12.1', 'Grafana'],
  ['curl/8.0', 'Script'],
  ['Prometheusish', 'Script'],
  [undefined, 'Script'],
])('%j is %s', (agent, product) => {
  expect(productOf(agent)).toBe(product)
})
