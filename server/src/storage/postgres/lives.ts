import type { Alert } from '@watchfloor/contract'
import type { EventRow } from '../event-row.ts'
import { lazily } from '../event-row.ts'
import { type LifeFacts, type LifeScan, type ScannedLives, scanLives } from '../life-scan.ts'
import { bigint } from './event-rows.ts'
import type { Ask } from './reads.ts'
import { fromLines, fromText, lines } from './texts.ts'

type LifeRow = LifeFacts & { readonly fingerprint: string; readonly alertname: string }
type Row = LifeRow & Pick<EventRow, 'epoch' | 'data'>

/** Lives that are looked through in one go. */
const PAGE = 500
const ORDER = 'began DESC, level DESC, sequence DESC'

/** Looks through a page of lives, newest first; whoever wants more goes on from the last that was looked at. */
export async function lives(ask: Ask, scan: LifeScan): Promise<ScannedLives> {
  const { from, to, before = { began: to, level: '', sequence: 0 }, fingerprint } = scan
  const place = [bigint(from), bigint(before.began), before.level, before.sequence, PAGE]
  const text = (more: string): string => `SELECT paged.*, events.epoch, events.data FROM (
      SELECT * FROM lives WHERE began >= $1::bigint AND (began, level, sequence) < ($2::bigint, $3, $4::bigint) ${more}
      ORDER BY ${ORDER} LIMIT $5::bigint) AS paged
    JOIN events USING (sequence) ORDER BY began DESC, paged.level DESC, sequence DESC`
  const rows =
    fingerprint === undefined
      ? await ask<Row>(text(''), place)
      : await ask<Row>(text('AND fingerprint = $6'), [...place, fingerprint])
  const stored = rows.map(readable).map((life) => ({
    life,
    event: lazily({ ...life, type: 'alert_firing', source: 'alert_processor', at: life.began, id: '' }),
    size: life.data.length,
  }))
  const { found, ...rest } = scanLives(stored, scan, () => performance.now())
  const notes = await notesOf(
    ask,
    found.map(({ life }) => life),
  )
  return { ...rest, lives: found.map(({ life }, n) => storedLife(life, notes.get(n) ?? null)) }
}

function readable(row: Row): Row {
  const { alertname, owner } = row
  return { ...row, alertname: fromText(alertname), owner: owner === null ? null : fromText(owner) }
}

function storedLife(row: Row, note: string | null): ScannedLives['lives'][number] {
  const { data, ...life } = row
  const { labels, level } = JSON.parse(data) as Pick<Alert, 'labels' | 'level'>
  return { ...life, level, labels, note }
}

/** What was written when somebody first took each of them, by its place in the list. */
async function notesOf(ask: Ask, lives: readonly LifeRow[]): Promise<ReadonlyMap<number, string | null>> {
  const taken = lives.map(({ acknowledged }) => acknowledged ?? -1)
  if (taken.every((at) => at === -1)) return new Map()
  const rows = await ask<{ n: number; data: string }>(
    `SELECT n, data FROM unnest(${fromLines(1, 'bigint')}, ${fromLines(2, 'text')})
      WITH ORDINALITY AS taken (time, print, n)
    CROSS JOIN LATERAL (SELECT data FROM events WHERE fingerprint = print AND at = time
      AND type = 'alert_acknowledged' ORDER BY sequence LIMIT 1) AS said`,
    [lines(taken), lines(lives.map(({ fingerprint }) => fingerprint))],
  )
  return new Map(
    rows.map(({ n, data }) => [n - 1, (JSON.parse(data) as Alert).acknowledged_by?.note ?? null]),
  )
}
