import {
  type AlertLife,
  type InboxOutcome,
  type InboxPage,
  type InboxRow,
  isUnread,
} from '../../shared/inbox.ts'

/** Rows kept; the oldest go first. */
export const MOST_ROWS = 5_000

/** What this person was told and not told, newest last (S26): the outbox and its history in one. */
export interface Inbox {
  /** Adds a row, or renews the one with its id. */
  readonly put: (row: InboxRow) => void
  readonly change: (id: string, change: Partial<InboxRow>) => void
  readonly get: (id: string) => InboxRow | undefined
  /** The row that is shown under this key, or was asked to be. */
  readonly showing: (key: string) => InboxRow | undefined
  readonly markRead: (ids: readonly string[] | 'all') => void
  /** Rows of these lives were seen on the board. */
  readonly markSeen: (alerts: readonly AlertLife[]) => void
  readonly page: (before: string | null, limit: number) => InboxPage
  readonly rows: () => readonly InboxRow[]
  /** Rows that were shown and not read. */
  readonly unread: () => number
  /** Called with the rows that are new or changed, each time some are. */
  readonly subscribe: (listener: (rows: readonly InboxRow[]) => void) => () => void
}

const ON_SCREEN: ReadonlySet<InboxOutcome> = new Set<InboxOutcome>(['asked', 'shown'])

export function createInbox(initial: readonly InboxRow[], time: () => string): Inbox {
  const rows = new Map<string, InboxRow>(initial.map((row) => [row.id, row]))
  const byKey = new Map<string, string>()
  const unread = new Set<string>()
  const listeners = new Set<(rows: readonly InboxRow[]) => void>()
  const track = (row: InboxRow): void => {
    if (ON_SCREEN.has(row.outcome)) byKey.set(row.key, row.id)
    else if (byKey.get(row.key) === row.id) byKey.delete(row.key)
    if (isUnread(row)) unread.add(row.id)
    else unread.delete(row.id)
  }
  for (const row of rows.values()) track(row)

  const tell = (changed: readonly InboxRow[]): void => {
    if (changed.length === 0) return
    for (const listener of listeners) listener(changed)
  }
  const set = (row: InboxRow): InboxRow => {
    rows.set(row.id, row)
    track(row)
    return row
  }
  const trim = (): void => {
    for (const [id, row] of rows) {
      if (rows.size <= MOST_ROWS) return
      rows.delete(id)
      unread.delete(id)
      if (byKey.get(row.key) === id) byKey.delete(row.key)
    }
  }
  const read = (some: Iterable<InboxRow>): void => {
    tell([...some].filter(({ is_read }) => !is_read).map((row) => set({ ...row, is_read: true })))
  }

  return {
    put: (row) => {
      // A renewed row stands at the end again: it happened again.
      rows.delete(row.id)
      tell([set(row)])
      trim()
    },
    change: (id, change) => {
      const row = rows.get(id)
      if (row === undefined) return
      const isOutcome = change.outcome !== undefined && change.outcome !== row.outcome
      tell([set({ ...row, ...change, ...(isOutcome && { outcome_at: time() }) })])
    },
    get: (id) => rows.get(id),
    showing: (key) => rows.get(byKey.get(key) ?? ''),
    markRead: (ids) => {
      read(ids === 'all' ? [...rows.values()] : ids.flatMap((id) => rows.get(id) ?? []))
    },
    markSeen: (alerts) => {
      const seen = new Set(alerts.map(({ fingerprint, life }) => `${fingerprint} ${life}`))
      const isSeen = ({ fingerprint, life }: AlertLife): boolean => seen.has(`${fingerprint} ${life}`)
      read([...unread].flatMap((id) => rows.get(id) ?? []).filter((row) => row.alerts.some(isSeen)))
    },
    page: (before, limit) => {
      const newest = [...rows.values()].reverse()
      const from = before === null ? 0 : newest.findIndex(({ id }) => id === before) + 1
      if (before !== null && from === 0) return { rows: [], before: null }
      const page = newest.slice(from, from + limit)
      const last = page.at(-1)
      return { rows: page, before: from + limit < newest.length && last !== undefined ? last.id : null }
    },
    rows: () => [...rows.values()],
    unread: () => unread.size,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }
}
