import { type Alert, isAgain, isOfLife } from '@watchfloor/contract'
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
  const told = createLives<Told>()
  const asked = createLives<string>()
  const paused = createLives<Held>()
  const isFloodShown = rows.findLast(({ kind }) => kind === 'criticals')?.outcome !== 'asked'
  for (const row of rows) {
    if (row.kind !== 'alert' || row.level === null) continue
    const { level, count, id } = row
    for (const life of row.alerts) {
      if (isUnconfirmed(row)) asked.set(life, id)
      else if (row.decision !== 'hold' && (row.reason !== 'in_flood' || isFloodShown)) {
        const as = row.decision === 'notify' ? 'single' : row.reason === 'in_flood' ? 'flood' : 'fold'
        told.set(life, { level, row: id, at: Date.parse(row.at), as, count })
      }
      if (row.decision === 'hold' && row.reason === 'paused') {
        paused.set(life, { row: id, reason: 'paused', level, count })
      } else paused.delete(life)
    }
  }
  return {
    told: told.get,
    asked: asked.get,
    paused: paused.get,
  }
}

export function isUnconfirmed({ decision, outcome }: InboxRow): boolean {
  return decision === 'notify' && (outcome === 'asked' || outcome === 'failed')
}

export function lifeOf({ fingerprint, life }: Alert): AlertLife {
  return { fingerprint, life }
}

/** Something known of lives, found by an alert in any life that is one with them (S10). */
function createLives<T>() {
  const known = new Map<string, Map<string, T>>()
  return {
    set: ({ fingerprint, life }: AlertLife, value: T): void => {
      const lives = known.get(fingerprint) ?? new Map<string, T>()
      known.set(fingerprint, lives.set(life, value))
    },
    delete: ({ fingerprint, life }: AlertLife): void => void known.get(fingerprint)?.delete(life),
    get: (alert: Alert): T | undefined => {
      const lives = known.get(alert.fingerprint)
      if (lives === undefined) return undefined
      const own = lives.get(alert.life)
      if (own !== undefined || !isAgain(alert)) return own
      return [...lives].findLast(([life]) => isOfLife(alert, life))?.[1]
    },
  }
}
