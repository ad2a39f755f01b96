import { ROLES } from '@watchfloor/contract'
import Type, { type Static } from 'typebox'
import { NO_RULES, type SilenceRule } from '../silences/silence-table.ts'
import { parseDuration } from './units.ts'

const names = (description: string) =>
  Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 1_000 }), { minItems: 1, maxItems: 200, description }),
  )

const RuleEntry = Type.Object(
  {
    name: Type.String({
      minLength: 1,
      maxLength: 100,
      description: 'By which it is told to whoever it stops.',
    }),
    roles: Type.Optional(
      Type.Array(Type.Enum(ROLES), { minItems: 1, description: 'Whose it is; everybody’s when left out.' }),
    ),
    people: names(
      'Whose it is: ids of tokens, as `watchfloor-server token list` shows them, whole subjects, or names; everybody’s when left out.',
    ),
    longest: Type.Optional(
      Type.String({ description: 'How far from now a silence may reach, and how long it may last.' }),
    ),
    criticals: Type.Optional(
      Type.Boolean({
        description:
          'May critical alerts be silenced? Where not, a matcher of `severity` has to leave them out, those of later too. Yes, when left out.',
      }),
    ),
    needs: names('Labels of which a silence has to name values.'),
    most_alerts: Type.Optional(
      Type.Integer({
        minimum: 0,
        description: 'How many alerts a silence may hide when it is made or changed.',
      }),
    ),
    end_others: Type.Optional(
      Type.Boolean({ description: 'May silences of others be ended and changed? Yes, when left out.' }),
    ),
    beyond: Type.Optional(
      Type.Enum(['refuse', 'second_person'], {
        description:
          'What becomes of a silence beyond `longest`, `criticals` or `most_alerts`: refused, or proposed until another person confirms it. `refuse`, when left out.',
      }),
    ),
  },
  { additionalProperties: false },
)
type RuleEntry = Readonly<Static<typeof RuleEntry>>

/** Who may silence what. */
export const silenceRules = Type.Array(RuleEntry, {
  default: [] as RuleEntry[],
  as: 'objects',
  flaw: ruleFlaw,
  expected:
    'a list of rules (as a variable: in JSON), each with a name and where wanted roles, people, longest (8h), criticals, needs, most_alerts, end_others and beyond (refuse or second_person)',
  description:
    'Who may silence what: the first rule that is for somebody is theirs, and whom none is for may silence nothing. Without rules everybody who may respond may silence everything.',
})

/** What a schema cannot say. */
function ruleFlaw(value: readonly unknown[]): string | undefined {
  const entries = value as readonly RuleEntry[]
  for (const [index, { name, longest }] of entries.entries()) {
    if (longest !== undefined && (parseDuration(longest) ?? 0) < 1_000)
      return `${name}: longest must be a duration of 1s or more`
    if (entries.findIndex((other) => other.name === name) < index) return `${name} is there twice`
  }
  return undefined
}

/** The rules as they are configured. */
export function silenceRulesFrom(entries: readonly RuleEntry[]): readonly SilenceRule[] {
  if (entries.length === 0) return NO_RULES
  return entries.map(
    ({ name, roles, people, longest, criticals, needs, most_alerts, end_others, beyond }) => ({
      name,
      roles,
      people,
      longest: longest === undefined ? undefined : parseDuration(longest),
      criticals: criticals ?? true,
      needs: needs ?? [],
      mostAlerts: most_alerts,
      endsOthers: end_others ?? true,
      isProposed: beyond === 'second_person',
    }),
  )
}
