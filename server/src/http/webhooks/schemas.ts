import { LabelSet, Timestamp } from '@watchfloor/contract'
import Type from 'typebox'

const moment = Type.Union([Timestamp, Type.Number()], {
  description: 'RFC 3339, or seconds or milliseconds since 1970.',
})

/** One alert in our own format, for scripts. */
export const PlainAlert = Type.Object({
  name: Type.String({ description: 'Its `alertname`.' }),
  severity: Type.Optional(Type.String()),
  summary: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
  labels: Type.Optional(LabelSet),
  annotations: Type.Optional(LabelSet),
  status: Type.Optional(
    Type.Union([Type.Literal('firing'), Type.Literal('resolved')], { default: 'firing' }),
  ),
  starts_at: Type.Optional(moment),
  ends_at: Type.Optional(moment),
  link: Type.Optional(Type.String({ description: 'Where to look; the alert’s `generator_url`.' })),
})

export const PlainMessage = Type.Union([
  PlainAlert,
  Type.Array(PlainAlert),
  Type.Object({ alerts: Type.Array(PlainAlert) }),
])

/** What is read of a webhook message of Alertmanager (version 4) or Grafana (version 1). */
export const WebhookMessage = Type.Object({
  version: Type.Union([Type.Literal('4'), Type.Literal('1')], {
    description: '`4` is Alertmanager’s, `1` Grafana’s.',
  }),
  groupKey: Type.Optional(Type.String()),
  receiver: Type.Optional(Type.String()),
  truncatedAlerts: Type.Optional(Type.Integer({ minimum: 0 })),
  alerts: Type.Array(
    Type.Object({
      status: Type.Union([Type.Literal('firing'), Type.Literal('resolved')]),
      labels: LabelSet,
      annotations: Type.Optional(LabelSet),
      startsAt: Type.String(),
      endsAt: Type.Optional(Type.String()),
      generatorURL: Type.Optional(Type.String()),
    }),
  ),
})
