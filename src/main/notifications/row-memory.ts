import type { Alert } from '@watchfloor/contract'
import type { AlertLife, InboxRow } from '../../shared/inbox.ts'
import type { Held, Told } from './standing.ts'

/** What the inbox knows of lives that may still go on: after a restart nothing is told twice, and nothing is forgotten. */
export interface RowMemory {
  readonly told: (alert: Alert) => Told | undefined
  /** A row that asked to be shown and was never confirmed: it is asked again under its own id (S26). */
  readonly asked: (alert: Alert) => string | undefined
  /** Held back by a pause that may end. */
  readonly paused: (alert: Alert) => Held | undefined
}

/** `rows` are those of one server, oldest first. */
export function rememberRows(rows: readonly InboxRow[]): RowMemory {
  const told = new Map<string, Told>()
  const asked = new Map<string, string>()
  const paused = new Map<string, Held>()
  const isFloodShown = rows.findLast(({ kind }) => kind === 'criticals')?.outcome !== 'asked'
  for (const row of rows) {
    if (row.kind !== 'alert' || row.level === null) continue
    const { level, count, id } = row
    for (const life of row.alerts) {
      const key = lifeKey(life)
      if (isUnconfirmed(row)) asked.set(key, id)
      else if (row.decision !== 'hold' && (row.reason !== 'in_flood' || isFloodShown)) {
        const as = row.decision === 'notify' ? 'single' : row.reason === 'in_flood' ? 'flood' : 'fold'
        told.set(key, { level, row: id, at: Date.parse(row.at), as, count })
      }
      if (row.decision === 'hold' && row.reason === 'paused') {
        paused.set(key, { row: id, reason: 'paused', level, count })
      } else paused.delete(key)
    }
  }
  return {
    told: (alert) => told.get(lifeKey(alert)),
    // Asked of every alert of a group, each time; there is hardly ever one.
    asked: (alert) => (asked.size === 0 ? undefined : asked.get(lifeKey(alert))),
    paused: (alert) => paused.get(lifeKey(alert)),
  }
}

export function isUnconfirmed({ decision, outcome }: InboxRow): boolean {
  return decision === 'notify' && (outcome === 'asked' || outcome === 'failed')
}

export function lifeOf({ fingerprint, life }: Alert): AlertLife {
  return { fingerprint, life }
}

function lifeKey({ fingerprint, life }: AlertLife): string {
  return `${fingerprint} ${life}`
}
