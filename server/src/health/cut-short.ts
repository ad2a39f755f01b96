import type { Millis } from '@watchfloor/contract'

/** A group whose last message left alerts out: `alerts` of them, which may be firing or resolved. */
export interface CutShort {
  readonly group: string
  readonly alerts: number
  readonly at: Millis
}

/** Groups remembered of one source; the oldest is given up first. */
const MOST_GROUPS = 100

/** After a message of a group: cut short anew, or whole again when it left out none. */
export function afterMessage(
  known: readonly CutShort[] = [],
  { group, alerts }: Pick<CutShort, 'group' | 'alerts'>,
  now: Millis,
): readonly CutShort[] {
  const others = known.filter((one) => one.group !== group)
  return alerts > 0 ? [...others, { group, alerts, at: now }].slice(-MOST_GROUPS) : others
}

/**
 * What a health row says of it; undefined when nothing is left out. `within` is how long a message says anything of
 * its group, ms: a sender that repeats it later than that has forgotten it.
 */
export function cutShortText(
  known: readonly CutShort[] = [],
  now: Millis,
  within: Millis,
): string | undefined {
  const groups = known.filter(({ at }) => now - at < within)
  if (groups.length === 0) return undefined
  const alerts = groups.reduce((sum, group) => sum + group.alerts, 0)
  const which = groups.length === 1 ? 'its message of one group' : `its messages of ${groups.length} groups`
  return `${which} left out ${alerts} ${alerts === 1 ? 'alert' : 'alerts'}, which may be firing or over and are not known here; raise max_alerts there (0 is no limit)`
}
