import { AlertmanagerMatcher, Fingerprint, LabelSet } from '@watchfloor/contract'
import Type, { type Static } from 'typebox'

// Alertmanager's own shapes, API v2 as of 0.34, under its own names. Every field that it always sends is required
// here: amtool crashes on a missing one.

const Time = Type.String({ description: 'RFC 3339.' })
const list = <S extends Type.TSchema>(item: S, description?: string) =>
  Type.ReadonlyObject(Type.Array(item), description === undefined ? {} : { description })

export const GettableAlert = Type.Object({
  labels: LabelSet,
  annotations: LabelSet,
  startsAt: Time,
  endsAt: Type.String({ description: 'RFC 3339. A real time even when the sender gave none.' }),
  updatedAt: Time,
  fingerprint: Fingerprint,
  receivers: list(Type.Object({ name: Type.String() })),
  status: Type.Object({
    state: Type.Union([Type.Literal('unprocessed'), Type.Literal('active'), Type.Literal('suppressed')]),
    silencedBy: list(Type.String(), 'Ids of silences.'),
    inhibitedBy: list(Type.String(), 'Fingerprints of alerts.'),
    mutedBy: list(Type.String(), 'Names of time intervals; filled only inside groups.'),
  }),
  generatorURL: Type.Optional(Type.String()),
})
export type GettableAlert = Readonly<Static<typeof GettableAlert>>

export const PostableAlert = Type.Object({
  labels: LabelSet,
  annotations: Type.Optional(LabelSet),
  startsAt: Type.Optional(Time),
  endsAt: Type.Optional(
    Type.String({
      description:
        'RFC 3339. At or before receipt the alert is resolved; later it is a deadline, until which it must be sent again.',
    }),
  ),
  generatorURL: Type.Optional(Type.String()),
})

export const AlertGroup = Type.Object({
  labels: LabelSet,
  receiver: Type.Object({ name: Type.String() }),
  alerts: list(GettableAlert),
  routeLabels: LabelSet,
})
export type AlertGroup = Readonly<Static<typeof AlertGroup>>

export const PostableSilence = Type.Object({
  id: Type.Optional(Type.String({ description: 'Of the silence to change; absent makes a new one.' })),
  matchers: Type.Array(
    Type.Object({
      ...AlertmanagerMatcher.properties,
      isEqual: Type.Optional(Type.Boolean({ default: true })),
    }),
    { minItems: 1 },
  ),
  startsAt: Time,
  endsAt: Time,
  createdBy: Type.String(),
  comment: Type.String(),
  annotations: Type.Optional(LabelSet),
})

export const SilenceId = Type.Object({ silenceID: Type.String() })
export type SilenceId = Readonly<Static<typeof SilenceId>>

export const Receiver = Type.Object({ name: Type.String(), labels: LabelSet })

export const AlertmanagerStatus = Type.Object({
  uptime: Type.String({ description: 'RFC 3339. When the server started.' }),
  versionInfo: Type.Object({
    version: Type.String({ description: 'Of the Alertmanager whose API is spoken.' }),
    revision: Type.String(),
    branch: Type.String(),
    buildUser: Type.String(),
    buildDate: Type.String(),
    goVersion: Type.String(),
  }),
  config: Type.Object({
    original: Type.String({ description: 'The configuration, as YAML; secrets are hidden.' }),
  }),
  cluster: Type.Object({
    name: Type.Optional(Type.String()),
    status: Type.Union([Type.Literal('ready'), Type.Literal('settling'), Type.Literal('disabled')]),
    peers: list(Type.Object({ name: Type.String(), address: Type.String() })),
  }),
})

export type AlertmanagerStatus = Readonly<Static<typeof AlertmanagerStatus>>

/** Its handlers answer an error as a bare text, its framework as an object. */
export const AlertmanagerError = Type.Union([
  Type.String(),
  Type.Object({ code: Type.Integer(), message: Type.String() }),
])

/** What Alertmanager's first API, which is gone, answers to everything. */
export const Deprecated = Type.Object({ status: Type.Literal('deprecated'), error: Type.String() })
