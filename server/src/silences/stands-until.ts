import {
  type Acknowledgement,
  type MatcherData,
  type Millis,
  parseTime,
  type SeverityTable,
} from '@watchfloor/contract'
import { sparesCriticals } from './judge-silence.ts'
import { type Acting, ruleFor, type SilenceRule } from './silence-table.ts'

/**
 * Until when a silence may stand for an acknowledgement elsewhere (S34): it silences there, so that it goes by the rule
 * of whoever took the alert. Undefined: none may, and the acknowledgement holds here all the same.
 */
export function standsUntil(
  { at, matchers }: Pick<Acknowledgement, 'at'> & { readonly matchers: readonly MatcherData[] },
  takenBy: Acting | undefined,
  { rules, severities }: { readonly rules: readonly SilenceRule[]; readonly severities: SeverityTable },
): Millis | undefined {
  if (takenBy === undefined) return Number.POSITIVE_INFINITY
  const rule = ruleFor(rules, takenBy)
  if (rule === undefined || rule.mostAlerts === 0) return undefined
  if (!rule.criticals && !sparesCriticals(matchers, severities)) return undefined
  if (!rule.needs.every((label) => matchers.some(({ name }) => name === label))) return undefined
  return rule.longest === undefined ? Number.POSITIVE_INFINITY : (parseTime(at) ?? 0) + rule.longest
}
