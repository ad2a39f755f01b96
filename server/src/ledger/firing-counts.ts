import type { AlertRecord } from '../alerts/record.ts'

/** How many alerts of the board fire, by severity, and how many of them are inhibited; counted as they change. */
export class FiringCounts {
  readonly #bySeverity = new Map<string, number>()
  #inhibited = 0

  /** By what their labels say, the empty text for nothing. */
  get bySeverity(): ReadonlyMap<string, number> {
    return this.#bySeverity
  }

  get inhibited(): number {
    return this.#inhibited
  }

  /** An alert is kept in the place of what it was before; undefined is none. */
  replace(before: AlertRecord | undefined, after: AlertRecord | undefined): void {
    if (
      before?.status === after?.status &&
      before?.heartbeat === after?.heartbeat &&
      before?.labels === after?.labels &&
      before?.inhibitedBy === after?.inhibitedBy
    )
      return
    this.#add(before, -1)
    this.#add(after, 1)
  }

  /** One that a start leaves unread fires, and nothing inhibits it. */
  addUnread(severity: string): void {
    this.#count(severity, 1)
  }

  #add(record: AlertRecord | undefined, by: 1 | -1): void {
    if (record?.status !== 'firing' || record.heartbeat) return
    this.#count(record.labels.severity ?? '', by)
    if (record.inhibitedBy.length > 0) this.#inhibited += by
  }

  #count(severity: string, by: 1 | -1): void {
    const count = (this.#bySeverity.get(severity) ?? 0) + by
    if (count === 0) this.#bySeverity.delete(severity)
    else this.#bySeverity.set(severity, count)
  }
}

export function countFiring(alerts: Iterable<AlertRecord>): FiringCounts {
  const counts = new FiringCounts()
  for (const record of alerts) counts.replace(undefined, record)
  return counts
}
