import Type, { type Static } from 'typebox'
import { Fingerprint, Timestamp } from './alert.ts'
import { Level } from './severity.ts'

const count = (description: string) => Type.Integer({ minimum: 0, description })
const milliseconds = (description: string) => Type.Integer({ minimum: 0, description })
const perhaps = (description: string) =>
  Type.Union([Type.Integer({ minimum: 0 }), Type.Null()], { description })

const lives = count('Lives that began in the span.')
const firing = count('Of them, still firing.')
const lost = count(
  'Of them, ended because nobody reported them any more: no success, and not in `to_resolve`.',
)
const acknowledged = count('Of them, taken by somebody.')
const alertname = Type.String()
const alerts = count('Different label sets.')

/** How long something took; null when it never happened. */
export const Times = Type.Object({
  count: count('How often it happened.'),
  mean_ms: perhaps('Mean, milliseconds.'),
  median_ms: perhaps('Median, milliseconds.'),
  p90_ms: perhaps('90th percentile, milliseconds.'),
})
export type Times = Readonly<Static<typeof Times>>

/** What is said of every group of lives. */
const group = {
  lives,
  firing,
  lost,
  acknowledged,
  to_acknowledge: Times,
  to_resolve: Times,
}

/**
 * Numbers of the lives that began in a span. Times are those of our log: a life begins when we heard of it, is
 * acknowledged when somebody first took it, and ends when its resolve arrived.
 */
export const Statistics = Type.Object({
  lives,
  firing,
  lost,
  never_acknowledged: count('Of them, ended before anybody had taken them.'),
  to_acknowledge: Times,
  to_resolve: Times,
  levels: Type.ReadonlyObject(Type.Array(Type.Object({ level: Level, lives, firing, acknowledged }))),
  owners: Type.ReadonlyObject(
    Type.Array(
      Type.Object({
        name: Type.String(),
        acknowledged: count('Lives that this person took first.'),
        mean_ms: milliseconds('Mean time until then.'),
        to_acknowledge: Times,
        to_resolve: Times,
      }),
    ),
  ),
  noisiest: Type.ReadonlyObject(
    Type.Array(
      Type.Object({
        alertname,
        alerts,
        mean_ms: perhaps('Mean length of a life, milliseconds.'),
        ...group,
      }),
    ),
    { description: 'Names with the most lives.' },
  ),
  services: Type.ReadonlyObject(
    Type.Array(
      Type.Object({
        label: Type.Union([Type.String(), Type.Null()], {
          description: 'The first present of `service`, `job`, `namespace`; null for alerts that have none.',
        }),
        value: Type.String(),
        alerts,
        ...group,
      }),
    ),
    { description: 'Services with the most lives.' },
  ),
  hours: Type.ReadonlyObject(
    Type.Array(Type.Object({ hour: Type.Integer({ minimum: 0, maximum: 23 }), ...group })),
    { description: 'Every hour of the day, by the `offset` that was asked for.' },
  ),
  counted_since: Type.Union([Timestamp, Type.Null()], {
    description: 'The span had too many lives: only those that began since then are counted. Null: all are.',
  }),
  flapping: Type.ReadonlyObject(Type.Array(Type.Object({ fingerprint: Fingerprint, alertname, lives })), {
    description: 'Alerts that came back most often, three lives or more.',
  }),
})
export type Statistics = Readonly<Static<typeof Statistics>>

/** `GET /api/v2/stats/response`: how people did in a span of time. */
export const ResponseStatistics = Type.Object({ from: Timestamp, to: Timestamp, ...Statistics.properties })
export type ResponseStatistics = Readonly<Static<typeof ResponseStatistics>>
