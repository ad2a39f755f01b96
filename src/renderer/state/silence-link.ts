import { type Alert, compileMatcher, formatMatcher, type LabelSet, parseMatcher } from '@watchfloor/contract'

/** Labels of one replica: in a group of several they would leave the others ringing. */
const OF_ONE_REPLICA: ReadonlySet<string> = new Set(['instance', 'pod'])

/** Where a silence for these labels is written, prefilled. `groupSize` is how many alerts the group has. */
export function silencePlace(labels: LabelSet, groupSize: number): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(labels)) {
    if (groupSize > 1 && OF_ONE_REPLICA.has(name)) continue
    const matcher = compileMatcher(name, '=', value)
    if (matcher.ok) query.append('filter', formatMatcher(matcher.value))
  }
  return `/silences/new?${query}`
}

/** A handful of names still says what is meant; more would be a list that nobody reads. */
const MOST_NAMES = 10

/**
 * Where a silence for all of these is written: prefilled with what they share and with what they were filtered by; and
 * with their names, where that is nothing. `filter` is the board's, of which only matchers of labels count.
 */
export function silencePlaceFor(alerts: readonly Alert[], filter: readonly string[]): string {
  const [first, ...others] = alerts
  if (first === undefined) return '/silences/new'
  const shared = Object.fromEntries(
    Object.entries(first.labels).filter(([name, value]) =>
      others.every(({ labels }) => labels[name] === value),
    ),
  )
  const query = new URLSearchParams(silencePlace(shared, alerts.length).split('?')[1])
  for (const text of filter) {
    // What is asked of an alert beside its labels is no matcher of a silence.
    if (text.startsWith('@')) continue
    const matcher = parseMatcher(text)
    if (matcher.ok && !Object.hasOwn(shared, matcher.value.name))
      query.append('filter', formatMatcher(matcher.value))
  }
  const names = new Set(alerts.map(({ alertname }) => alertname))
  if (!query.has('filter') && names.size <= MOST_NAMES && !names.has('')) {
    const matcher = compileMatcher('alertname', '=~', [...names].map(literally).join('|'))
    if (matcher.ok) query.append('filter', formatMatcher(matcher.value))
  }
  return `/silences/new?${query}`
}

/** A text as an expression that takes nothing else (RE2). */
export function literally(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&')
}
