import { parseTime } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { finish } from '../../../server/src/ground/steps.ts'
import { decodeWebhook } from '../../../server/src/sources/decode-webhook.ts'
import { productOf } from '../../../server/src/sources/product.ts'
import { readCapture } from '../../support/messages/captures.ts'

const NOW = Date.UTC(2026, 0, 5, 3)
const labels = { alertname: 'A' }
const ZERO = '0001-01-01T00:00:00Z'

function decode(message: object) {
  const decoded = finish(decodeWebhook({ version: '4', receiver: 'hook', ...message }, NOW))
  if (!decoded.ok) throw new Error(decoded.message)
  return decoded.value
}

test('a firing alert has no end, a resolved one ended when it says', () => {
  const { alerts } = decode({
    // Worked out over the alerts that were included only: it means nothing for any of them.
    status: 'resolved',
    alerts: [
      { status: 'firing', labels, startsAt: '2026-01-05T02:00:00.123456789Z', endsAt: ZERO },
      {
        status: 'resolved',
        labels: { alertname: 'B' },
        startsAt: '2026-01-05T02:00:00Z',
        endsAt: '2026-01-05T02:30:00Z',
      },
    ],
  })
  expect(alerts).toMatchObject([
    { startsAt: Date.UTC(2026, 0, 5, 2, 0, 0, 123), endsAt: undefined },
    { endsAt: Date.UTC(2026, 0, 5, 2, 30) },
  ])
})

test('the status decides, not the times: a clock that runs ahead, or times that are missing, change nothing', () => {
  const { alerts } = decode({
    alerts: [
      { status: 'resolved', labels, startsAt: '2026-01-05T03:00:05Z', endsAt: '2026-01-05T03:00:10Z' },
      { status: 'resolved', labels, startsAt: '2026-01-05T02:00:00Z', endsAt: ZERO },
      { status: 'firing', labels, startsAt: '2026-01-05T02:00:00Z', endsAt: '2026-01-05T02:10:00Z' },
    ],
  })
  expect(alerts).toMatchObject([
    { startsAt: NOW, endsAt: NOW },
    { startsAt: Date.UTC(2026, 0, 5, 2), endsAt: NOW },
    { endsAt: undefined },
  ])
})

test('the receiver is told as it was configured', () => {
  expect(decode({ alerts: [], receiver: 'd\\.x \\(eu\\)' }).receiver).toBe('d.x (eu)')
  expect(decode({ alerts: [], receiver: '' }).receiver).toBeUndefined()
})

test('alerts that were cut off are counted, and nothing is concluded from their absence', () => {
  const decoded = decode({ alerts: [{ status: 'firing', labels }], truncatedAlerts: 3 })
  expect(decoded).toMatchObject({ truncated: 3, alerts: [{ labels }], rejected: { count: 0 } })
})

test('S14: one unreadable alert does not take the others with it', () => {
  const decoded = decode({
    alerts: [
      { status: 'firing', labels },
      { status: 'firing', labels: { a: 1 } },
      { status: 'burning', labels },
      { status: 'firing' },
      { status: 'firing', labels, startsAt: 'now' },
      { status: 'firing', labels: { '': 'x' } },
      null,
    ],
  })
  expect(decoded.alerts).toHaveLength(1)
  expect(decoded.rejected.reasons).toEqual([
    'alerts[1].labels.a is a number, not text',
    'alerts[2].status is "burning", neither "firing" nor "resolved"',
    'alerts[3].labels in body is required',
    expect.stringMatching(/^alerts\[4\].startsAt is "now", not an RFC 3339 time/),
    'alerts[5]: invalid label set: invalid name ""',
    'alerts[6] is null, not an object',
  ])
})

test.each([
  ['nothing', undefined, /missing, not a webhook message of Alertmanager or Grafana/],
  ['a list', [], /a list, not a webhook message/],
  ['another version', { version: '3', alerts: [] }, /version is "3"/],
  ['a version that is a number', { version: 4, alerts: [] }, /version is 4/],
  ['a custom payload', { text: 'hello' }, /version is missing.*custom payload/],
  ['version 1 of nobody', { version: '1', alerts: [] }, /Grafana "1" with orgId or title/],
  [
    'Grafana’s legacy alerting',
    { ruleName: 'A', state: 'alerting', title: 'A' },
    /legacy alerting.*contact point/,
  ],
  ['a Grafana message without alerts', { version: '1', orgId: 1 }, /alerts is missing/],
  ['no alerts', { version: '4' }, /alerts is missing/],
  ['a receiver that is none', { version: '4', alerts: [], receiver: 1 }, /receiver is a number/],
])('content and version decide: %s is refused', (_what, body, message) => {
  expect(finish(decodeWebhook(body, NOW))).toMatchObject({
    ok: false,
    kind: 'malformed',
    message: expect.stringMatching(message),
  })
})

test('every recorded message of a real Alertmanager is read', () => {
  interface Sent {
    readonly alerts: readonly { status: string; labels: object; startsAt: string; endsAt: string }[]
    readonly receiver: string
    readonly truncatedAlerts: number
  }
  for (const { request, at } of readCapture('alertmanager-webhook').exchanges) {
    const sent = JSON.parse(request.rawBody) as Sent
    const decoded = finish(decodeWebhook(JSON.parse(request.rawBody), Date.parse(at)))
    if (!decoded.ok) throw new Error(decoded.message)
    expect(decoded.value).toMatchObject({
      rejected: { count: 0, reasons: [] },
      receiver: sent.receiver,
      truncated: sent.truncatedAlerts,
      alerts: sent.alerts.map((alert) => ({
        labels: alert.labels,
        startsAt: parseTime(alert.startsAt),
        endsAt: alert.status === 'firing' ? undefined : parseTime(alert.endsAt),
      })),
    })
    expect(productOf(request.headers['User-Agent'])).toBe('Alertmanager')
  }
})
