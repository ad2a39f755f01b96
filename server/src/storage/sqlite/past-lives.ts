import type { Alert } from '@watchfloor/contract'
import { type EventRow, lazily } from '../event-row.ts'
import { type LifeFacts, type LifeScan, type ScannedLives, scanLives } from '../life-scan.ts'
import { EVER, stretches } from './alert-events.ts'
import type { Sql } from './prepared.ts'

type LifeRow = LifeFacts & { readonly fingerprint: string; readonly alertname: string }
type Row = LifeRow & Pick<EventRow, 'epoch' | 'data'>

const LIVES = 'SELECT lives.*, events.epoch, events.data FROM lives JOIN events USING (sequence)'

/** Looks through the table of lives, newest first. */
export function pastLives(sql: Sql, scan: LifeScan): ScannedLives {
  const { from, to, before = { began: to, level: '', sequence: 0 }, fingerprint } = scan
  const place = [from, before.began, before.level, before.sequence] as const
  const rows =
    fingerprint === undefined
      ? sql(`${LIVES} WHERE began >= ? AND (began, lives.level, sequence) < (?, ?, ?)
          ORDER BY began DESC, lives.level DESC, sequence DESC`).iterate(...place)
      : livesOfAlert(sql, fingerprint, place)
  const { found, ...rest } = scanLives(eachOf(rows as Iterable<unknown>), scan, () => performance.now())
  return { ...rest, lives: found.map(({ life }) => storedLife(sql, life)) }
}

/** The lives of one alert: found by its events, and each read when it is come to. */
function* livesOfAlert(
  sql: Sql,
  fingerprint: string,
  place: readonly (string | number)[],
): Generator<unknown> {
  const asked = JSON.stringify([...stretches(sql, EVER)])
  const found =
    sql(`SELECT sequence FROM json_each(?) AS stretch CROSS JOIN events CROSS JOIN lives USING (sequence)
    WHERE events.sequence >> 15 = stretch.value AND events.fingerprint = ? AND began >= ?
      AND (began, lives.level, sequence) < (?, ?, ?) ORDER BY began DESC, lives.level DESC, sequence DESC`)
  for (const { sequence } of found.all(asked, fingerprint, ...place) as { sequence: number }[])
    yield sql(`${LIVES} WHERE sequence = ?`).get(sequence)
}

function* eachOf(rows: Iterable<unknown>) {
  for (const each of rows) {
    const life = each as Row
    const event = lazily({ ...life, type: 'alert_firing', source: 'alert_processor', at: life.began, id: '' })
    yield { life, event, size: life.data.length }
  }
}

function storedLife(sql: Sql, row: Row): ScannedLives['lives'][number] {
  const { data, ...life } = row
  const { labels, level } = JSON.parse(data) as Pick<Alert, 'labels' | 'level'>
  return { ...life, level, labels, note: noteOf(sql, life) }
}

/** What was written when somebody first took it: of that moment, so that not all of a long life is looked at. */
function noteOf(sql: Sql, { acknowledged, fingerprint }: LifeRow): string | null {
  if (acknowledged === null) return null
  const found = sql(`SELECT data ->> '$.acknowledged_by.note' AS note FROM events
    WHERE at = ? AND +fingerprint = ? AND type = 'alert_acknowledged' LIMIT 1`).get(acknowledged, fingerprint)
  return (found?.note as string | null | undefined) ?? null
}
