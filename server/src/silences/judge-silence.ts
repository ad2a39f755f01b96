import {
  isAcknowledgement,
  levelOf,
  type MatcherData,
  type Millis,
  matcherFromData,
  narrowsOrKeeps,
  type SeverityTable,
  type Silence,
  type SilenceHides,
  sameMatchers,
} from '@watchfloor/contract'
import { durationText } from '../ground/duration-text.ts'
import { timesOf } from './silence-rules.ts'
import { type Acting, ruleFor, type SilenceRule } from './silence-table.ts'

/** Whoever asks for the longest may have a clock that is a little ahead. */
const CLOCKS_MS = 60_000

/** What the rules say of a silence that somebody asks for. `proposed`: another person has to confirm it. */
export type Verdict =
  | { readonly kind: 'allowed'; readonly rule: SilenceRule | undefined }
  | {
      readonly kind: 'refused' | 'proposed'
      readonly rule: SilenceRule | undefined
      readonly message: string
    }

/** A silence as it is weighed. */
export interface Weighed {
  readonly matchers: readonly MatcherData[]
  readonly startsAt: Millis
  /** Undefined: that is not known yet. */
  readonly endsAt: Millis | undefined
  readonly hides: Pick<SilenceHides, 'count'>
  /** What it changes. */
  readonly old: Silence | undefined
}

interface Around {
  readonly rules: readonly SilenceRule[]
  readonly severities: SeverityTable
  readonly now: Millis
}

/** Judges a silence by the rule of whoever asks for it; nobody in particular is this server itself. */
export function judgeSilence(weighed: Weighed, acting: Acting | undefined, around: Around): Verdict {
  if (acting === undefined) return { kind: 'allowed', rule: undefined }
  const rule = ruleFor(around.rules, acting)
  if (rule === undefined) return { kind: 'refused', rule, message: nobody(acting) }
  const { old } = weighed
  if (old !== undefined && old.state !== 'expired' && old.proposal === undefined) {
    const others = othersError(rule, old, acting)
    if (others !== undefined) return { kind: 'refused', rule, message: others }
    if (hidesNothingNew(weighed, old)) return { kind: 'allowed', rule }
  }
  const need = rule.needs.find((label) => !isNamed(weighed.matchers, label))
  if (need !== undefined) {
    const message = `${ofRule(rule)} wants it to say which ${need} is meant: a matcher such as ${need}="…", or ${need}=~"a|b"`
    return { kind: 'refused', rule, message }
  }
  const beyond = beyondRule(rule, weighed, around)
  if (beyond === undefined) return { kind: 'allowed', rule }
  // What stands for an acknowledgement is made longer by taking the alert.
  const mayWait = rule.isProposed && !acting.anonymous && (old === undefined || !isAcknowledgement(old))
  const kind = mayWait ? 'proposed' : 'refused'
  return { kind, rule, message: `${ofRule(rule)} ${beyond}` }
}

/** Why somebody may not end this silence; undefined when they may. Whatever is only proposed anybody may refuse. */
export function endError(
  silence: Silence,
  acting: Acting | undefined,
  rules: readonly SilenceRule[],
): string | undefined {
  if (acting === undefined || silence.state === 'expired' || silence.proposal !== undefined) return undefined
  const rule = ruleFor(rules, acting)
  return rule === undefined ? nobody(acting) : othersError(rule, silence, acting)
}

/** By its matchers alone, so that no critical of later is hidden either. */
export function sparesCriticals(matchers: readonly MatcherData[], severities: SeverityTable): boolean {
  return matchers.some(
    (matcher) =>
      matcher.name === 'severity' &&
      valuesOf(matcher)?.every((value) => levelOf(value, severities) !== 'critical') === true,
  )
}

function beyondRule(
  { longest, criticals, mostAlerts }: SilenceRule,
  { matchers, endsAt, hides, old }: Weighed,
  { severities, now }: Around,
): string | undefined {
  // What is made longer has lasted already; where it begins later, the time until then counts.
  const isSame = old?.state === 'active' && sameMatchers(matchers, old.matchers)
  const since = isSame ? Math.min(timesOf(old).startsAt, now) : now
  const lasts = endsAt === undefined ? 0 : endsAt - since
  if (longest !== undefined && lasts > longest + CLOCKS_MS)
    return `lets a silence end ${durationText(longest)} from now at the latest, and last no longer; this one would take ${durationText(lasts)}`
  if (!criticals && !sparesCriticals(matchers, severities))
    return 'lets no critical alert be silenced: a matcher has to leave them out, such as severity="warning"'
  if (mostAlerts !== undefined && hides.count > mostAlerts)
    return `lets ${mostAlerts} alerts at most be hidden at once, and this one would hide ${hides.count}`
  return undefined
}

function othersError(rule: SilenceRule, silence: Silence, acting: Acting): string | undefined {
  if (rule.endsOthers || isOwn(silence, acting)) return undefined
  return `${ofRule(rule)} leaves silences of others alone, and this one is of ${silence.created_by || 'somebody else'}`
}

/** One of before says only a name; one that was made elsewhere says whatever somebody wrote there. */
function isOwn({ made_by, created_by, mirrored_from }: Silence, { subject, name }: Acting): boolean {
  if (made_by !== undefined) return made_by === subject
  return mirrored_from === undefined && created_by === name
}

function hidesNothingNew({ matchers, startsAt, endsAt }: Weighed, old: Silence): boolean {
  const before = timesOf(old)
  const isEarlier = old.state === 'pending' && startsAt < before.startsAt
  return (
    endsAt !== undefined && endsAt <= before.endsAt && !isEarlier && narrowsOrKeeps(matchers, old.matchers)
  )
}

function isNamed(matchers: readonly MatcherData[], label: string): boolean {
  return matchers.some(
    (matcher) => matcher.name === label && valuesOf(matcher)?.every((value) => value !== '') === true,
  )
}

/** All values that can pass it, and maybe a few more; undefined where an expression may mean any. */
function valuesOf(data: MatcherData): readonly string[] | undefined {
  const read = matcherFromData(data)
  if (!read.ok) return undefined
  const { operator, value, required } = read.value
  if (operator === '=') return [value]
  return operator === '=~' && required?.where === 'whole' ? required.texts : undefined
}

function ofRule({ name }: SilenceRule): string {
  return `the rule ${JSON.stringify(name)} of silence_rules`
}

function nobody({ name, role }: Acting): string {
  return `no rule of silence_rules is for ${name ?? 'you'} (${role}), who may silence nothing`
}
