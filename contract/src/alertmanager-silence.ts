import Type, { type Static } from 'typebox'
import { LabelSet } from './labels.ts'
import { type Parsed, parser } from './parse.ts'
import { type MatcherData, type Silence, SilenceState } from './silence.ts'
import { type Millis, parseTime } from './time.ts'

const Time = Type.String({ description: 'RFC 3339.' })

/** A matcher as Alertmanager's API v2 writes it. */
export const AlertmanagerMatcher = Type.Object({
  name: Type.String(),
  value: Type.String(),
  isRegex: Type.Boolean(),
  isEqual: Type.Boolean(),
})

/** A silence as Alertmanager 0.34 shows it. */
export const GettableSilence = Type.Object({
  id: Type.String(),
  status: Type.Object({ state: SilenceState }),
  updatedAt: Time,
  matchers: Type.ReadonlyObject(Type.Array(AlertmanagerMatcher)),
  startsAt: Time,
  endsAt: Time,
  createdBy: Type.String(),
  comment: Type.String(),
  annotations: LabelSet,
})
export type GettableSilence = Readonly<Static<typeof GettableSilence>>

/** The same of any version: negative matchers came with 0.22, annotations with 0.32. */
const OfAnyVersion = Type.Object({
  ...GettableSilence.properties,
  matchers: Type.Array(
    Type.Object({ ...AlertmanagerMatcher.properties, isEqual: Type.Optional(Type.Boolean()) }),
  ),
  annotations: Type.Optional(LabelSet),
})

const parseOne = parser(OfAnyVersion)

/** A silence that an Alertmanager, or this server in its manner, told of. */
export interface AlertmanagerSilence {
  readonly id: string
  readonly state: SilenceState
  readonly matchers: readonly MatcherData[]
  readonly startsAt: Millis
  readonly endsAt: Millis
  readonly updatedAt: Millis
  readonly createdBy: string
  readonly comment: string
  readonly annotations: Silence['annotations']
  /** What it says that this version does not know. */
  readonly others: Readonly<Record<string, unknown>>
}

/** Reads what `GET /api/v2/silence/{id}` answers. */
export function readAlertmanagerSilence(body: unknown): Parsed<AlertmanagerSilence> {
  const parsed = parseOne(body)
  if (!parsed.ok) return parsed
  const { status, matchers, annotations = {}, ...rest } = parsed.value
  const { id, createdBy, comment, startsAt: starts, endsAt: ends, updatedAt: updated, ...others } = rest
  const [startsAt, endsAt, updatedAt] = [starts, ends, updated].map(parseTime)
  if (startsAt === undefined || endsAt === undefined || updatedAt === undefined)
    return { ok: false, error: `the silence ${id} has a time that is none` }
  const read = { id, state: status.state, matchers: matchers.map(toMatcherData), createdBy, comment }
  return { ok: true, value: { ...read, startsAt, endsAt, updatedAt, annotations, others } }
}

/** Reads what `GET /api/v2/silences` answers: all of it, or what is wrong with the first that cannot be read. */
export function readAlertmanagerSilences(body: unknown): Parsed<readonly AlertmanagerSilence[]> {
  if (!Array.isArray(body)) return { ok: false, error: 'the value must be array' }
  const value: AlertmanagerSilence[] = []
  for (const [index, one] of body.entries()) {
    const read = readAlertmanagerSilence(one)
    if (!read.ok) return { ok: false, error: `${index}: ${read.error}` }
    value.push(read.value)
  }
  return { ok: true, value }
}

/** A matcher as Alertmanager writes it. Clients and servers older than negative matchers leave `isEqual` out. */
export function toMatcherData(given: Static<typeof OfAnyVersion>['matchers'][number]): MatcherData {
  const { name, value, isRegex, isEqual } = given
  return { name, value, is_regex: isRegex, is_equal: isEqual !== false }
}

export function toAlertmanagerMatcher(data: MatcherData): Static<typeof AlertmanagerMatcher> {
  return { name: data.name, value: data.value, isRegex: data.is_regex, isEqual: data.is_equal }
}
