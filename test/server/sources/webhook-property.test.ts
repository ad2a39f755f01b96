import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { settingsFrom } from '../../../server/src/config/load-settings.ts'
import { webhookMappings } from '../../../server/src/config/webhook-settings.ts'
import { finish } from '../../../server/src/ground/steps.ts'
import { decodeGeneric } from '../../../server/src/sources/decode-generic.ts'
import { decodeWebhook } from '../../../server/src/sources/decode-webhook.ts'
import type { Decoded, DecodedAlerts } from '../../../server/src/sources/decoded.ts'
import { PLAIN, type WebhookMapping } from '../../../server/src/sources/webhook-mapping.ts'
import { runs } from '../../support/chance.ts'
import { anyJson, mutated } from '../../support/messages/mutated-json.ts'
import {
  ALERTMANAGER_MESSAGES,
  GRAFANA_MESSAGES,
  PLAIN_MESSAGES,
  ZABBIX,
  ZABBIX_MESSAGES,
} from '../../support/messages/webhook-messages.ts'

const NOW = Date.UTC(2026, 0, 5, 3)
const zabbix = webhookMappings(settingsFrom({ webhooks: [ZABBIX] })).get('zabbix') as WebhookMapping

interface Format {
  readonly name: string
  readonly decode: (body: unknown) => Decoded<DecodedAlerts>
  readonly messages: readonly unknown[]
  readonly isRelayed?: boolean
}

const FORMATS: readonly Format[] = [
  {
    name: 'Alertmanager',
    decode: (body) => finish(decodeWebhook(body, NOW)),
    messages: ALERTMANAGER_MESSAGES,
    isRelayed: true,
  },
  {
    name: 'Grafana',
    decode: (body) => finish(decodeWebhook(body, NOW)),
    messages: GRAFANA_MESSAGES,
    isRelayed: true,
  },
  { name: 'plain', decode: (body) => finish(decodeGeneric(body, PLAIN, NOW)), messages: PLAIN_MESSAGES },
  { name: 'mapped', decode: (body) => finish(decodeGeneric(body, zabbix, NOW)), messages: ZABBIX_MESSAGES },
]

/** What whoever takes the alerts over relies on. */
function expectSound(decoded: Decoded<DecodedAlerts>, isRelayed: boolean): void {
  if (!decoded.ok) {
    expect(decoded.message.length).toBeGreaterThan(10)
    return expect(decoded.message.length).toBeLessThan(1_000)
  }
  for (const reason of decoded.value.rejected.reasons) {
    expect(reason).toMatch(/^alerts\[\d+\]/)
    expect(reason.length).toBeLessThan(600)
  }
  for (const { labels, annotations, startsAt, endsAt, generatorURL } of decoded.value.alerts) {
    for (const text of [labels, annotations].flatMap(Object.entries).flat()) {
      expect(typeof text === 'string' && text.isWellFormed()).toBe(true)
    }
    for (const time of [startsAt, endsAt]) {
      expect(time === undefined || Number.isSafeInteger(time)).toBe(true)
    }
    expect(['string', 'undefined']).toContain(typeof generatorURL)
    // A webhook says what has resolved: nothing in it is a deadline, and nothing ends before it began.
    if (isRelayed && endsAt !== undefined) {
      expect(endsAt).toBeLessThanOrEqual(NOW)
      expect(startsAt).toBeLessThanOrEqual(endsAt)
    }
  }
}

/** As it comes over the wire. */
const received = (body: unknown): unknown => JSON.parse(JSON.stringify(body))

describe.each(FORMATS)('$name', ({ decode, messages, isRelayed = false }) => {
  test('its real messages are read whole', () => {
    for (const message of messages) {
      const decoded = decode(message)
      expect(decoded).toMatchObject({ ok: true, value: { rejected: { count: 0 } } })
      expectSound(decoded, isRelayed)
    }
  })

  test('any JSON and any change of a real message is read or refused with a reason, and never more than that', () => {
    const body = fc.oneof({ weight: 1, arbitrary: anyJson }, { weight: 4, arbitrary: mutated(messages) })
    fc.assert(
      fc.property(body, (given) => {
        expectSound(decode(received(given)), isRelayed)
      }),
      { numRuns: runs(2_000) },
    )
  })

  test('S14: what is wrong with one alert costs none of the others', () => {
    const members = messages.flatMap((message) => listOf(message) ?? [])
    const item = fc.oneof(fc.constantFrom(...members), mutated(members), anyJson)
    const envelope = messages.find((message) => listOf(message) !== undefined)
    fc.assert(
      fc.property(fc.array(item, { maxLength: 5 }), (items) => {
        const whole = decode(received(withList(envelope, items)))
        const each = items.map((one) => decode(received(withList(envelope, [one]))))
        const parts = each.map((one) => (one.ok ? one.value : { alerts: [], rejected: { count: 1 } }))
        expect(whole).toMatchObject({ ok: true, value: { alerts: parts.flatMap(({ alerts }) => alerts) } })
        if (whole.ok) {
          expect(whole.value.rejected.count).toBe(parts.reduce((sum, one) => sum + one.rejected.count, 0))
        }
      }),
      { numRuns: runs(500) },
    )
  })
})

function listOf(message: unknown): readonly unknown[] | undefined {
  const { alerts, problems } = message as { readonly alerts?: unknown[]; readonly problems?: unknown[] }
  return alerts ?? problems
}

function withList(envelope: unknown, items: readonly unknown[]): object {
  return { ...(envelope as object), ['problems' in (envelope as object) ? 'problems' : 'alerts']: items }
}

test('nesting without end is refused, or is no part of what is read', () => {
  const deep = JSON.parse(`${'['.repeat(200_000)}${']'.repeat(200_000)}`) as unknown
  for (const { decode, isRelayed = false } of FORMATS) {
    for (const body of [
      deep,
      { version: deep },
      { version: '4', alerts: [{ status: deep, labels: { alertname: 'A' } }] },
      {
        version: '1',
        orgId: 1,
        alerts: [{ status: 'firing', labels: { a: 'A' }, values: deep, startsAt: deep }],
      },
      { name: 'A', annotations: { log: deep } },
      { name: 'A', status: deep, starts_at: deep },
      { name: 'A', starts_at: deep },
      { problems: [{ trigger: { name: 'A' }, items: deep }] },
    ]) {
      expectSound(decode(body), isRelayed)
    }
  }
})

test('a status that is no text is refused: a mapping that points elsewhere would never end anything', () => {
  expect(finish(decodeGeneric({ name: 'A', status: { text: 'resolved' } }, PLAIN, NOW))).toMatchObject({
    value: { alerts: [], rejected: { reasons: ['alerts[0]: status is an object, not text'] } },
  })
  expect(finish(decodeGeneric({ name: 'A', status: null }, PLAIN, NOW))).toMatchObject({
    value: { rejected: { count: 0 } },
  })
})

test('a count of alerts left out that cannot be counted is a large one', () => {
  const message = JSON.parse('{"version":"4","alerts":[],"truncatedAlerts":1e400}') as unknown
  expect(finish(decodeWebhook(message, NOW))).toMatchObject({ value: { truncated: 1_000_000_000 } })
})
