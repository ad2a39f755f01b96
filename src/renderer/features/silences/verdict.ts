import {
  type BoardAlert,
  criticalNames,
  groupKey,
  hidesText,
  isWide,
  type Matcher,
  matchesAll,
  worstFirst,
} from '@watchfloor/contract'
import { plural } from '../../../shared/counts.ts'

/** What a silence would hide of the board as it is now. */
export interface Preview {
  /** Firing alerts that it hides, worst first. */
  readonly hidden: readonly BoardAlert[]
  /** All firing alerts. */
  readonly firing: number
}

export function preview(matchers: readonly Matcher[], alerts: Iterable<BoardAlert>): Preview {
  const hidden: BoardAlert[] = []
  let firing = 0
  for (const alert of alerts) {
    if (alert.status !== 'firing') continue
    firing++
    if (matchers.length > 0 && matchesAll(matchers, alert.labels)) hidden.push(alert)
  }
  return { hidden: worstFirst(hidden), firing }
}

/** Whether the silence may be made, and what is said before. */
export interface Verdict {
  readonly kind: 'allowed' | 'refused' | 'typed'
  readonly warnings: readonly string[]
  /** Names the result of the button; `{for}` is left to the caller. */
  readonly action: string
}

/**
 * Judges a silence by what it hides, as a server with the default settings does. `matchers` are those that compile.
 */
export function judge(matchers: readonly Matcher[], { hidden, firing }: Preview): Verdict {
  const critical = hidden.filter(({ level }) => level === 'critical').length
  const action = actionText(hidden.length, critical)
  if (matchers.length === 0) return { kind: 'refused', warnings: [], action }
  // The same rule as Alertmanager's: a silence whose matchers all take an absent label limits nothing.
  const limitsNothing = matchers.every((matcher) => matcher.matches({}))
  // On a board with one group, silencing that group is not silencing everything.
  const groups = new Set(hidden.map(({ labels }) => groupKey(labels)))
  if (limitsNothing || (hidden.length === firing && groups.size > 1)) {
    return { kind: 'refused', warnings: ['This would hide everything. Add a label that limits it.'], action }
  }
  const warnings: string[] = []
  const unowned = hidden.filter(
    ({ level, acknowledged_by }) => level === 'critical' && acknowledged_by === null,
  )
  if (unowned.length > 0) {
    const some = criticalNames(unowned)
    warnings.push(
      unowned.length === 1
        ? `This hides a critical alert that nobody has: ${some}.`
        : `This hides ${unowned.length} critical alerts that nobody has: ${some}.`,
    )
  }
  const hides = { count: hidden.length, firing }
  if (isWide(hides)) {
    warnings.push(`This hides ${hidesText(hides)}.`)
    return { kind: 'typed', warnings, action }
  }
  if (hidden.length === 0) warnings.push('Hides nothing now. Check the spelling.')
  return { kind: 'allowed', warnings, action }
}

function actionText(hidden: number, critical: number): string {
  if (hidden === 0) return 'Silence'
  if (critical === 0) return `Silence ${plural(hidden, 'alert')}`
  const others = hidden - critical
  return others === 0 ? `Silence ${critical} critical` : `Silence ${critical} critical and ${others} more`
}

/** `14 now (1 critical, 3 high)`. */
export function hiddenText({ hidden, firing }: Preview): string {
  const counts = (['critical', 'high'] as const)
    .map((level) => [hidden.filter((alert) => alert.level === level).length, level] as const)
    .filter(([count]) => count > 0)
    .map(([count, level]) => `${count} ${level}`)
  const worst = counts.length === 0 ? '' : ` (${counts.join(', ')})`
  return `Hides ${hidden.length} now${worst} of ${firing} firing.`
}
