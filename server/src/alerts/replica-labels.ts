import type { LabelSet } from '@watchfloor/contract'

/** Labels of an alert, parted in what it is and who of several alike reported it. */
export interface Parted {
  readonly labels: LabelSet
  /** The replica labels that it came with; undefined when there was none. */
  readonly replica: LabelSet | undefined
}

/**
 * Takes the replica labels out, so that a highly available pair reports one alert and not two (S1). What was taken
 * out names the reporter. An empty label counts as absent, as everywhere.
 */
export function partReplica(labels: LabelSet, names: readonly string[]): Parted {
  if (names.length === 0) return { labels, replica: undefined }
  const replica: Record<string, string> = {}
  for (const name of names) {
    const value = Object.hasOwn(labels, name) ? labels[name] : undefined
    if (value !== undefined && value !== '') replica[name] = value
  }
  if (Object.keys(replica).length === 0) return { labels, replica: undefined }
  const rest = Object.entries(labels).filter(([name]) => !Object.hasOwn(replica, name))
  return { labels: Object.fromEntries(rest), replica }
}

/** `prometheus_replica=a, zone=b`, in the order of the names; the same text for the same replica. */
export function replicaText(replica: LabelSet): string {
  return Object.keys(replica)
    .sort()
    .map((name) => `${name}=${replica[name]}`)
    .join(', ')
}
