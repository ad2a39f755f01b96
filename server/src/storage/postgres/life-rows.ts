import type { LoggedEvent, Millis } from '@watchfloor/contract'
import { WrittenEvent } from '../written-event.ts'
import { IF_MOVED, type Part, rowsFrom } from './append-parts.ts'
import { lines, toText } from './texts.ts'

/** What events say of one life. */
interface LifeRow {
  fingerprint: string | null
  alertname: string | null
  level: string | null
  began: Millis | null
  acknowledged: Millis | null
  owner: string | null
  ended: Millis | null
  ended_by: string | null
}

/** Columns of the table of lives, in its order. */
export const LIFE_COLUMNS = [
  ['sequence', 'bigint'],
  ['fingerprint', 'text'],
  ['alertname', 'text'],
  ['level', 'text'],
  ['began', 'bigint'],
  ['acknowledged', 'bigint'],
  ['owner', 'text'],
  ['ended', 'bigint'],
  ['ended_by', 'text'],
] as const

/** One row a life: what statistics and past boards are worked out from. */
export function livesPart(events: readonly LoggedEvent[]): readonly Part[] {
  const rows = lifeRows(events)
  if (rows.size === 0) return []
  const column = (name: keyof LifeRow): string => lines(Array.from(rows.values(), (row) => row[name]))
  const [, ...facts] = LIFE_COLUMNS
  return [
    {
      sql: (first) => `INSERT INTO lives (${LIFE_COLUMNS.map(([name]) => name).join(', ')})
        SELECT * FROM ${rowsFrom(first, LIFE_COLUMNS)} WHERE ${IF_MOVED}
        ON CONFLICT (sequence) DO UPDATE SET
          fingerprint = coalesce(excluded.fingerprint, lives.fingerprint),
          alertname = coalesce(excluded.alertname, lives.alertname),
          level = coalesce(excluded.level, lives.level),
          began = coalesce(excluded.began, lives.began),
          acknowledged = coalesce(lives.acknowledged, excluded.acknowledged),
          owner = coalesce(lives.owner, excluded.owner),
          ended = coalesce(excluded.ended, lives.ended),
          ended_by = coalesce(excluded.ended_by, lives.ended_by)`,
      values: [lines([...rows.keys()]), ...facts.map(([name]) => column(name))],
    },
  ]
}

/** By the life's number: the sequence of the event that opened it (S6). One row each, because a statement writes it once. */
function lifeRows(events: readonly LoggedEvent[]): ReadonlyMap<number, LifeRow> {
  const rows = new Map<number, LifeRow>()
  const rowOf = (life: string): LifeRow => {
    const number = Number(life.slice(life.lastIndexOf('.') + 1))
    const row = rows.get(number) ?? { ...NOTHING }
    rows.set(number, row)
    return row
  }
  for (const event of events) {
    if (event.source !== 'alert_processor') continue
    const { data } = event
    const at = WrittenEvent.atOf(event)
    switch (event.type) {
      case 'alert_created':
      case 'alert_firing': {
        const { fingerprint, level } = data
        Object.assign(rowOf(data.life), { fingerprint, alertname: toText(data.alertname), level, began: at })
        break
      }
      case 'alert_acknowledged': {
        const row = rowOf(data.life)
        // The first one counts: how long it took until somebody had it.
        row.acknowledged ??= at
        row.owner ??= toText(data.acknowledged_by?.name ?? '')
        break
      }
      case 'alert_resolved':
        Object.assign(rowOf(data.life), { ended: at, ended_by: data.resolved_by ?? '' })
        break
      default:
    }
  }
  return rows
}

const NOTHING: LifeRow = {
  fingerprint: null,
  alertname: null,
  level: null,
  began: null,
  acknowledged: null,
  owner: null,
  ended: null,
  ended_by: null,
}
