import {
  firstSeen,
  formatTime,
  isAcknowledgement,
  levelOf,
  noCounts,
  type SeverityTable,
  type Stats,
} from '@watchfloor/contract'
import { firingWithin } from '../ledger/committed.ts'
import { countFiring } from '../ledger/firing-counts.ts'
import type { State } from '../ledger/state.ts'
import type { Sight } from '../scope/sight.ts'

/** Names of severities that nobody mapped; more would only be noise. */
const MOST_UNMAPPED = 50

/** The numbers of a state, of what somebody sees of it. Pure. */
export function countState(
  { state, severities }: { readonly state: State; readonly severities: SeverityTable },
  sight: Sight,
  resolvedToday: number,
  at: string,
): Stats {
  const by_severity = noCounts()
  const unmapped = new Map<string, number>()
  let firing = 0
  const counts = sight.scope === undefined ? state.counts : countFiring(firingWithin(state, sight))
  for (const [label, count] of counts.bySeverity) {
    firing += count
    const severity = firstSeen(label) ?? ''
    const level = levelOf(severity, severities)
    by_severity[level] += count
    if (level === 'unset' && (unmapped.has(severity) || unmapped.size < MOST_UNMAPPED))
      unmapped.set(severity, (unmapped.get(severity) ?? 0) + count)
  }
  let active = 0
  for (const silence of state.silences.values()) {
    // What stands for an acknowledgement is one, and no silence.
    if (silence.state === 'active' && !isAcknowledgement(silence) && sight.silence(silence)) active++
  }
  // A source reports for many, and its name is theirs too.
  const sources = sight.scope === undefined ? [...state.sources.values()] : []
  return {
    firing_alerts: firing,
    resolved_today: resolvedToday,
    resolved_alerts: resolvedToday,
    active_silences: active,
    inhibited_alerts: counts.inhibited,
    by_severity,
    ...(unmapped.size === 0 ? {} : { unmapped_severities: Object.fromEntries(unmapped) }),
    last_seen: Object.fromEntries(sources.map((source) => [source.component, formatTime(source.lastSeen)])),
    at,
  }
}
