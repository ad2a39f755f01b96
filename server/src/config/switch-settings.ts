import { parseMatchers } from '@watchfloor/contract'
import Type, { type Static } from 'typebox'
import type { DeadManSwitch } from '../alerts/dead-man-switch.ts'
import { parseDuration } from './units.ts'

const senders = Type.Array(Type.String({ minLength: 1, maxLength: 1_000 }), {
  minItems: 1,
  maxItems: 20,
  description:
    'The credentials whose word alone counts: ids of tokens, as `watchfloor-server token list` shows them, or whole subjects (`jwt:ISSUER#SUBJECT`). Anybody’s when left out.',
})

/** Who alone may send the pipeline's heartbeat. */
export const heartbeatFrom = Type.Array(Type.String({ minLength: 1, maxLength: 1_000 }), {
  default: [] as string[],
  expected: 'ids of tokens, or whole subjects',
  description:
    'The credentials whose pipeline heartbeat alone counts: ids of tokens, as watchfloor-server token list shows them, or whole subjects (jwt:ISSUER#SUBJECT). Anybody’s when empty.',
})

const SwitchEntry = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100, description: 'Its name on the health page.' }),
    match: Type.String({
      minLength: 1,
      description: 'Matchers, such as `{alertname="DeadMansSwitch", cluster="eu"}`.',
    }),
    missing_after: Type.String({ description: 'How long it may be missing before that is an incident.' }),
    required: Type.Optional(
      Type.Boolean({ description: 'Is it an incident if it has never come? No, when left out.' }),
    ),
    from: Type.Optional(senders),
  },
  { additionalProperties: false },
)
type SwitchEntry = Readonly<Static<typeof SwitchEntry>>

/** Always-firing alerts besides the pipeline's heartbeat. */
export const switchSettings = Type.Array(SwitchEntry, {
  default: [] as SwitchEntry[],
  as: 'objects',
  flaw: switchFlaw,
  expected:
    'a list of alerts that always fire (as a variable: in JSON), each with a name, match (matchers such as {alertname="DeadMansSwitch", cluster="eu"}), missing_after (10m), and where wanted required (true or false) and from (ids of tokens)',
  description: 'Dead man’s switches: always-firing alerts whose silence is an incident.',
})

/** What a schema cannot say. */
function switchFlaw(value: readonly unknown[]): string | undefined {
  const entries = value as readonly SwitchEntry[]
  for (const [index, { name, match, missing_after }] of entries.entries()) {
    const matchers = parseMatchers(match)
    if (!matchers.ok) return `${name}: match: ${matchers.error}`
    if (matchers.value.length === 0 || matchers.value.every(({ matches }) => matches({})))
      return `${name}: match would be every alert`
    if ((parseDuration(missing_after) ?? 0) < 1_000)
      return `${name}: missing_after must be a duration of 1s or more`
    if (entries.findIndex((other) => other.name === name) < index) return `${name} is there twice`
  }
  return undefined
}

/** The switches as they are configured. */
export function switchesFrom({
  dead_man_switches,
}: {
  readonly dead_man_switches: readonly SwitchEntry[]
}): readonly DeadManSwitch[] {
  return dead_man_switches.flatMap(({ name, match, missing_after, required = false, from }) => {
    const matchers = parseMatchers(match)
    const missingAfter = parseDuration(missing_after)
    if (!matchers.ok || missingAfter === undefined) return []
    return [
      { name, matchers: matchers.value, missingAfter, isRequired: required, from: from && subjectsOf(from) },
    ]
  })
}

/** The subjects that are meant; an id alone is a token's. */
export function subjectsOf(from: readonly string[]): readonly string[] {
  return from.map((one) => (one.includes(':') ? one : `token:${one}`))
}
