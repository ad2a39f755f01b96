import type { Millis, Role } from '@watchfloor/contract'
import type { Principal } from '../access/principal.ts'

/** Who does something with a silence, as far as rules ask for it. */
export type Acting = Pick<Principal, 'id' | 'subject' | 'name' | 'role' | 'anonymous'>

/** What some people may silence (S34). Of several rules the first that is for somebody is theirs. */
export interface SilenceRule {
  readonly name: string
  /** Whose it is; undefined: of every role. */
  readonly roles: readonly Role[] | undefined
  /** Names of people, ids of tokens, or subjects; undefined: of everybody. */
  readonly people: readonly string[] | undefined
  /** From now to its end, and from its start. */
  readonly longest: Millis | undefined
  readonly criticals: boolean
  /** Labels that must be named by their values. */
  readonly needs: readonly string[]
  /** Alerts that it may hide when it is made. */
  readonly mostAlerts: number | undefined
  /** May silences of others be ended and changed? */
  readonly endsOthers: boolean
  /** What goes beyond the longest, the most or the criticals waits for another person, and is not refused. */
  readonly isProposed: boolean
}

/** The rule of everybody where there is no table. */
export const NO_RULES: readonly SilenceRule[] = [
  {
    name: 'everybody',
    roles: undefined,
    people: undefined,
    longest: undefined,
    criticals: true,
    needs: [],
    mostAlerts: undefined,
    endsOthers: true,
    isProposed: false,
  },
]

/** Whose rule it is; undefined when none is: then they may silence nothing. */
export function ruleFor(
  rules: readonly SilenceRule[],
  { subject, name, role }: Acting,
): SilenceRule | undefined {
  return rules.find(
    ({ roles, people }) =>
      (roles === undefined || roles.includes(role)) &&
      (people === undefined ||
        people.some((one) =>
          isSubject(one) ? one === subject || `token:${one}` === subject : one === name,
        )),
  )
}

/** Of a subject or a token's id: nobody becomes that by a name, which others may have given. */
function isSubject(one: string): boolean {
  return one.includes(':') || /^[0-9a-f]{12}$/.test(one)
}
