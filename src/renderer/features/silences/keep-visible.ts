import type { BoardAlert } from '@watchfloor/contract'

/** A label whose value, left out of the silence, keeps an alert in sight. */
export interface Keeping {
  readonly name: string
  readonly value: string
  /** So many others are kept in sight with it. */
  readonly others: number
}

/** Labels that people think in, where several tell it apart equally well. */
const NAMES = ['alertname', 'service', 'job', 'namespace', 'cluster', 'instance', 'pod']

/**
 * What tells this alert from as many of the others that are hidden as can be; null where nothing does, so that leaving
 * it out would leave the silence nothing to hide.
 */
export function keeping(alert: BoardAlert, hidden: readonly BoardAlert[]): Keeping | null {
  const rank = (name: string): number => (NAMES.includes(name) ? NAMES.indexOf(name) : NAMES.length)
  const [best] = Object.entries(alert.labels)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => ({
      name,
      value,
      others: hidden.filter((other) => other.labels[name] === value).length - 1,
    }))
    .sort((a, b) => a.others - b.others || rank(a.name) - rank(b.name))
  return best === undefined || best.others >= hidden.length - 1 ? null : best
}
