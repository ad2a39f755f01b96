import {
  type BoardAlert,
  criticalNames,
  DEFAULT_GUARD,
  type GuardLimits,
  groupKey,
  hidesText,
  isGoingOn,
  isWide,
  limitsSomething,
  type Matcher,
  type MatcherData,
  matcherToData,
  matchesAll,
  narrowsOrKeeps,
  type SilencePreview,
  type SilenceState,
  worstFirst,
} from '@watchfloor/contract'
import { lineOf, nameOf } from '../../../shared/alert-words.ts'
import { formatCount, plural } from '../../../shared/counts.ts'
import { serverWords } from '../../../shared/server-words.ts'

/** So many are named with who has them. */
const MOST_OWNERS = 5

/** What a silence would hide of the board as it is now. */
export interface Preview {
  /** Firing alerts that it hides, worst first. */
  readonly hidden: readonly BoardAlert[]
  /** Firing alerts of the board. */
  readonly alerts: readonly BoardAlert[]
}

export function preview(matchers: readonly Matcher[], alerts: Iterable<BoardAlert>): Preview {
  const firing = [...alerts].filter(isGoingOn)
  const hidden = matchers.length === 0 ? [] : firing.filter(({ labels }) => matchesAll(matchers, labels))
  return { hidden: worstFirst(hidden), alerts: firing }
}

/** How much it hides, in numbers. */
export interface Figures {
  readonly count: number
  readonly firing: number
  readonly critical: number
  readonly high: number
}

/** By the board; and by the server where that counts more, for the board may be cut. */
export function figuresOf({ hidden, alerts }: Preview, served: SilencePreview | null): Figures {
  const of = (level: string): number => hidden.filter((alert) => alert.level === level).length
  const here = { count: hidden.length, firing: alerts.length, critical: of('critical'), high: of('high') }
  if (served === null || served.firing.all <= here.firing) return here
  const { count, all, by_level } = served.firing
  return { count, firing: all, critical: by_level.critical, high: by_level.high }
}

/** Whether the silence may be made, and what is said before. */
export interface Verdict {
  /** `typed`: whoever makes it types how much it hides. */
  readonly kind: 'allowed' | 'refused' | 'typed'
  readonly warnings: readonly string[]
  /** Names the result of the button; `{for}` is left to the caller. */
  readonly action: string
}

export interface Judged {
  /** All of its matchers; none while there are none. */
  readonly matchers: readonly Matcher[]
  readonly seen: Preview
  readonly figures: Figures
  /** The server's own; what a server does by itself until it has answered. */
  readonly guard?: GuardLimits | undefined
  /** The silence that is changed. */
  readonly before?: { readonly state: SilenceState; readonly matchers: readonly MatcherData[] } | undefined
}

/** Judges a silence by what it hides. Refused is only what Alertmanager refuses; the rest is asked about (S30). */
export function judge({ matchers, seen, figures, guard = DEFAULT_GUARD, before }: Judged): Verdict {
  const action = actionText(figures.count, figures.critical)
  if (matchers.length === 0) return { kind: 'refused', warnings: [], action }
  if (!limitsSomething(matchers)) {
    const everything = 'This would hide everything, also what is yet to come. Add a label that limits it.'
    return { kind: 'refused', warnings: [everything], action }
  }
  const isActive = before?.state === 'active'
  if (isActive && narrowsOrKeeps(matchers.map(matcherToData), before.matchers)) {
    return { kind: 'allowed', warnings: [], action }
  }
  const warnings = [...criticalText(seen.hidden)]
  // On a board with one group, silencing that group is not silencing everything.
  const groups = new Set(seen.hidden.map(({ labels }) => groupKey(labels)))
  const isAll = figures.count === figures.firing && groups.size > 1
  if (isAll || isWide(figures, guard)) {
    const clusters = clustersText(seen)
    const what = isAll ? `all ${formatCount(figures.firing)} alerts that fire` : hidesText(figures)
    warnings.push(`This hides ${what}${clusters}.`)
    return { kind: 'typed', warnings, action }
  }
  if (figures.count === 0) warnings.push(`Hides nothing now. Check the spelling${misspelt(matchers, seen)}.`)
  return { kind: 'allowed', warnings, action }
}

/** Criticals that nobody has, and then those that somebody has: they are hidden as well. */
function criticalText(hidden: readonly BoardAlert[]): readonly string[] {
  const criticals = hidden.filter(({ level }) => level === 'critical')
  const owned = criticals.filter(({ acknowledged_by }) => acknowledged_by !== null)
  const unowned = criticals.filter(({ acknowledged_by }) => acknowledged_by === null)
  return [
    ...(unowned.length === 0
      ? []
      : [`This hides ${criticalsOf(unowned)} that nobody has: ${criticalNames(unowned)}.`]),
    ...(owned.length === 0
      ? []
      : [
          `This hides ${criticalsOf(owned)} that somebody has: ${owned.slice(0, MOST_OWNERS).map(ownedText).join(', ')}${owned.length > MOST_OWNERS ? ` and ${owned.length - MOST_OWNERS} more` : ''}.`,
        ]),
  ]
}

function criticalsOf({ length }: readonly BoardAlert[]): string {
  return length === 1 ? 'a critical alert' : `${length} critical alerts`
}

function ownedText(alert: BoardAlert): string {
  return `${nameOf(alert)} (${lineOf(alert.acknowledged_by?.name ?? '')})`
}

/** How what the matchers hide differs from what the silence was begun for; empty when nothing is to be said. */
export function meantText(meant: ReadonlySet<string>, { hidden, alerts }: Preview): string {
  const selected = alerts.filter(({ fingerprint }) => meant.has(fingerprint)).length
  const more = hidden.filter(({ fingerprint }) => !meant.has(fingerprint))
  const left = selected - (hidden.length - more.length)
  if (selected === 0 || (selected === 1 && more.length === 0)) return ''
  const critical = more.filter(({ level }) => level === 'critical').length
  const differences = [
    ...(more.length === 0
      ? []
      : [
          `${formatCount(more.length)} more${critical === 0 ? '' : `, ${formatCount(critical)} of them critical`}`,
        ]),
    ...(left === 0 ? [] : [`without ${formatCount(left)} of those`]),
  ]
  const exactly = differences.length === 0 ? ', just those' : `: ${differences.join(', ')}`
  return `Selected ${formatCount(selected)}; these matchers hide ${formatCount(hidden.length)}${exactly}.`
}

/** `, in 6 of 7 clusters`; empty on a board of one. */
function clustersText({ hidden, alerts }: Preview): string {
  const all = clustersOf(alerts)
  return all.size < 2 ? '' : `, in ${clustersOf(hidden).size} of ${all.size} clusters`
}

function clustersOf(alerts: readonly BoardAlert[]): ReadonlySet<string> {
  return new Set(alerts.flatMap(({ labels }) => labels.cluster ?? []))
}

/** Label names that no alert of the board has. */
function misspelt(matchers: readonly Matcher[], { alerts }: Preview): string {
  const names = matchers
    .map(({ name }) => name)
    .filter((name) => !alerts.some(({ labels }) => Object.hasOwn(labels, name)))
  return names.length === 0 ? '' : ` of ${names.join(', ')}`
}

function actionText(hidden: number, critical: number): string {
  if (hidden === 0) return 'Silence'
  if (critical === 0) return `Silence ${plural(hidden, 'alert')}`
  const others = hidden - critical
  return others === 0 ? `Silence ${critical} critical` : `Silence ${critical} critical and ${others} more`
}

/** `14 now (1 critical, 3 high)`. */
export function hiddenText({ count, firing, critical, high }: Figures): string {
  const counts = [
    ...(critical > 0 ? [`${formatCount(critical)} critical`] : []),
    ...(high > 0 ? [`${formatCount(high)} high`] : []),
  ]
  const worst = counts.length === 0 ? '' : ` (${counts.join(', ')})`
  return `Hides ${formatCount(count)} now${worst} of ${formatCount(firing)} firing.`
}

/** With what the rules of silences say to this person (S34, S35). */
export function byRule(verdict: Verdict, rule: SilencePreview['rule']): Verdict {
  if (rule === undefined || rule.verdict === 'allowed') return verdict
  const why = rule.message === undefined ? '' : serverWords(rule.message)
  if (rule.verdict === 'refused')
    return { ...verdict, kind: 'refused', warnings: [...verdict.warnings, `You may not: ${why}.`] }
  const waits = `It hides nothing until another person confirms it: ${why}.`
  return {
    ...verdict,
    warnings: [...verdict.warnings, waits],
    action: `Ask another person to ${verdict.action.charAt(0).toLowerCase()}${verdict.action.slice(1)}`,
  }
}
