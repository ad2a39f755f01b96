import { compileMatcher, formatMatcher, isGoingOn } from '@watchfloor/contract'
import type { Cause } from '../../shared/storm-cause.ts'
import type { Watchfloor } from './context.ts'
import { goTo } from './hash-location.ts'
import { isBarred } from './may.ts'
import { literally } from './silence-link.ts'
import type { View } from './view.ts'
import { changeView } from './view-place.ts'

/** The cause as a condition. */
export function causeMatcher({ name, value }: Pick<Cause, 'name' | 'value'>): string {
  return formatMatcher({ name, operator: '=', value })
}

/** A condition put into the view; or taken out, where it stands there already. */
export function toggled(view: View, matcher: string): View {
  const without = view.filter.filter((one) => one !== matcher)
  return { ...view, filter: without.length < view.filter.length ? without : [...view.filter, matcher] }
}

/** Shows only what the cause of the storm explains, or no longer only that. */
export function filterToCause(watchfloor: Pick<Watchfloor, 'overview' | 'actions'>): void {
  const cause = causeOf(watchfloor)
  if (cause !== null) changeView((view) => toggled(view, causeMatcher(cause)))
}

/**
 * The form of a silence for what the cause explains. It names the severities that are to be hidden, so that criticals
 * are spared by the silence itself, also those that are yet to come.
 */
export function silenceCause(
  watchfloor: Pick<Watchfloor, 'overview' | 'actions' | 'live' | 'who' | 'toasts' | 'screen'>,
): void {
  if (isBarred(watchfloor, 'respond')) return
  const cause = causeOf(watchfloor)
  if (cause === null) return
  const noise = Array.from(watchfloor.live.getState().board?.alerts.values() ?? []).filter(
    (alert) => isGoingOn(alert) && alert.level !== 'critical' && alert.labels[cause.name] === cause.value,
  )
  watchfloor.screen.meant = new Set(noise.map(({ fingerprint }) => fingerprint))
  goTo(causeSilencePlace(cause, new Set(noise.map(({ labels }) => labels.severity ?? ''))))
}

/** Where that silence is written. `severities` are what the alerts to be hidden say of theirs. */
export function causeSilencePlace(cause: Cause, severities: ReadonlySet<string>): string {
  const query = new URLSearchParams({ filter: causeMatcher(cause) })
  const [one, ...others] = [...severities].sort()
  if (one === undefined) return `/silences/new?${query}`
  const matcher =
    others.length === 0
      ? compileMatcher('severity', '=', one)
      : compileMatcher('severity', '=~', [one, ...others].map(literally).join('|'))
  if (matcher.ok) query.append('filter', formatMatcher(matcher.value))
  return `/silences/new?${query}`
}

function causeOf({ overview, actions }: Pick<Watchfloor, 'overview' | 'actions'>): Cause | null {
  const cause = overview.getState().storm?.cause ?? null
  if (cause === null) actions.tell('No storm with a single cause.')
  return cause
}
