import { DatabaseSync } from 'node:sqlite'
import { expect } from 'vitest'
import { OLDEST_READER } from '../../../server/src/storage/sqlite/schema.ts'
import { openSqlite } from '../../../server/src/storage/sqlite/sqlite-storage.ts'
import type { Answered } from './answered-load.ts'

interface EventRow {
  readonly sequence: number
  readonly id: string
  readonly type: string
  readonly at: number
  readonly fingerprint: string | null
  readonly level: string | null
  readonly data: string
}

interface AlertData {
  readonly alertname: string
  readonly life: string
  readonly acknowledged_by?: { readonly name: string }
  readonly resolved_by?: string
}

interface Life {
  sequence: number
  fingerprint: string | null
  alertname: string
  level: string | null
  began: number
  acknowledged: number | null
  owner: string | null
  ended: number | null
  ended_by: string | null
}

/** What stands in a file. */
export interface WholeStore {
  /** How many. */
  readonly events: number
  readonly lives: number
  readonly firing: number
  /** Fails unless all that was answered for is in it. */
  readonly check: (answered: readonly Answered[]) => void
}

/**
 * Opens and closes what a server left, and fails unless it is whole: the log without a gap, nothing twice, the journal
 * empty in the end, lives and firing alerts as the events say.
 */
export async function wholeStore(file: string): Promise<WholeStore> {
  const storage = await openSqlite(file)
  const stored = await storage.load(0, 1)
  await storage.close()
  const db = new DatabaseSync(file)
  try {
    const rows = <T>(text: string): readonly T[] => db.prepare(text).all() as unknown as readonly T[]
    expect(rows('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
    expect(rows('SELECT n FROM journal')).toEqual([])
    expect(rows('PRAGMA application_id')).toEqual([{ application_id: OLDEST_READER }])

    const events = rows<EventRow>(
      'SELECT sequence, id, type, at, fingerprint, level, data FROM events ORDER BY sequence',
    )
    expect(events.findIndex(({ sequence }, index) => sequence !== index + 1)).toBe(-1)
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length)
    const created = events.filter(({ type }) => type === 'alert_created')
    expect(new Set(created.map(({ fingerprint }) => fingerprint)).size).toBe(created.length)

    const lives = livesOf(events)
    expect(rows('SELECT * FROM lives ORDER BY sequence')).toEqual(lives)
    const firing = lives.filter(({ ended }) => ended === null).map(({ fingerprint }) => fingerprint)
    const alerts = stored.alerts.filter(({ status }) => status === 'firing')
    expect(alerts.map((alert) => alert.fingerprint).sort()).toEqual(firing.sort())
    expect(new Set(stored.alerts.map(({ fingerprint }) => fingerprint)).size).toBe(stored.alerts.length)
    expect(stored.head).toBe(events.length)

    const said = new Set(
      events.map(({ type, data }) => `${type} ${(JSON.parse(data) as AlertData).alertname}`),
    )
    return {
      events: events.length,
      lives: lives.length,
      firing: firing.length,
      check: (answered) => {
        const missing = answered.filter(({ type, alertname }) => !said.has(`${type} ${alertname}`))
        expect(missing).toEqual([])
      },
    }
  } finally {
    db.close()
  }
}

/** Worked out from the events, one after the other. */
function livesOf(events: readonly EventRow[]): readonly Life[] {
  const lives = new Map<number, Life>()
  for (const { sequence, type, at, fingerprint, level, data } of events) {
    const alert = JSON.parse(data) as AlertData
    if (type === 'alert_created' || type === 'alert_firing') {
      const { alertname } = alert
      const open = { acknowledged: null, owner: null, ended: null, ended_by: null }
      lives.set(sequence, { sequence, fingerprint, alertname, level, began: at, ...open })
      continue
    }
    const life = lives.get(Number(alert.life?.split('.')[1]))
    if (life === undefined) continue
    if (type === 'alert_acknowledged' && life.acknowledged === null) {
      life.acknowledged = at
      life.owner = alert.acknowledged_by?.name ?? ''
    } else if (type === 'alert_resolved') {
      life.ended = at
      life.ended_by = alert.resolved_by ?? ''
    }
  }
  return [...lives.values()]
}
