import {
  type Alert,
  type BoardAlert,
  byUrgency,
  isGoingOn,
  type LabelSet,
  urgencyOf,
} from '@watchfloor/contract'

/** Alerts that share the most labels with one. */
export interface Similar {
  /** The labels that all of them share with it. */
  readonly shared: LabelSet
  /** The most urgent first. */
  readonly alerts: readonly BoardAlert[]
  /** How many share these, also beyond those that are shown. */
  readonly count: number
}

export const MOST_SIMILAR = 10
/** How bad it is says nothing of what it has to do with another. */
const NO_TIE: ReadonlySet<string> = new Set(['severity', 'alertgroup', 'prometheus', 'replica'])
/** What one label has in common, such as a cluster, may be everything. */
const LEAST_SHARED = 2

/** What goes on now and shares the largest set of labels with this one; null when nothing shares two. */
export function similarAlerts(alert: Alert, all: Iterable<BoardAlert>): Similar | null {
  const own = Object.entries(alert.labels).filter(([name]) => !NO_TIE.has(name))
  const sets = new Map<string, { readonly names: readonly string[]; readonly alerts: BoardAlert[] }>()
  for (const other of all) {
    if (other.fingerprint === alert.fingerprint || !isGoingOn(other)) continue
    const names = own.flatMap(([name, value]) => (other.labels[name] === value ? [name] : []))
    if (names.length < LEAST_SHARED) continue
    const key = names.join('\n')
    const known = sets.get(key)
    if (known === undefined) sets.set(key, { names, alerts: [other] })
    else known.alerts.push(other)
  }
  const [largest] = [...sets.values()].sort(
    (a, b) => b.names.length - a.names.length || b.alerts.length - a.alerts.length,
  )
  if (largest === undefined) return null
  const { names, alerts } = largest
  return {
    shared: Object.fromEntries(own.filter(([name]) => names.includes(name))),
    alerts: alerts
      .map((one) => ({ one, urgency: urgencyOf(one) }))
      .sort((a, b) => byUrgency(a.urgency, b.urgency))
      .slice(0, MOST_SIMILAR)
      .map(({ one }) => one),
    count: alerts.length,
  }
}
