import type { Alert, LabelSet, Level, LevelCounts } from '@watchfloor/contract'
import { insideOf } from '../../scope/inside.ts'
import type { Sql } from './prepared.ts'
import type { ReaderCalls } from './protocol.ts'
import type { EventRow } from './rows.ts'

const DAY = 86_400_000
/** Events of one page: reading it takes a few milliseconds. */
const PAGE_CHARACTERS = 500_000

/** The last events of everything that was on the board; the event that it stood at is among them. */
export function boardAt(
  sql: Sql,
  { time, lingers, most, scope, ranks }: ReaderCalls['boardAt']['args'],
): ReaderCalls['boardAt']['answer'] {
  const earliest = sql('SELECT min(at) AS at FROM events').get()?.at as number | null
  const at = sql('SELECT * FROM events WHERE at <= ? ORDER BY at DESC, sequence DESC LIMIT 1').get(time) as
    | EventRow
    | undefined
  if (at === undefined) return { earliest, at: null, pages: [], leftOut: null }
  // Few lives last longer than a day: those have an index of their own, so that not all earlier ones are looked at.
  const alerts = sql(`WITH present AS (
      SELECT fingerprint FROM lives WHERE began > ? AND began <= ? AND (ended IS NULL OR ended > ?)
      UNION SELECT fingerprint FROM lives WHERE (ended IS NULL OR ended - began > ${DAY}) AND began <= ?
        AND (ended IS NULL OR ended > ?))
    SELECT events.* FROM present JOIN events ON sequence =
      (SELECT max(sequence) FROM events WHERE fingerprint = present.fingerprint AND sequence <= ?)`).iterate(
    time - DAY - lingers,
    time,
    time - lingers,
    time,
    time - lingers,
    at.sequence,
  ) as Iterable<unknown> as Iterable<EventRow>
  const own = scope === undefined ? alerts : within(alerts, insideOf(scope))
  const { kept, leftOut } = worstOf(own, most, ranks)
  const others = [
    ['silence_manager', '$.id'],
    ['health_monitor', '$.component'],
  ].flatMap(([source, key]) =>
    sql(`SELECT * FROM events WHERE sequence IN (SELECT max(sequence) FROM events
      WHERE fingerprint IS NULL AND source = ? AND sequence <= ? GROUP BY data ->> ?)`).all(
      source as string,
      at.sequence,
      key as string,
    ),
  ) as unknown as EventRow[]
  const events = [...kept, ...others].sort((a, b) => a.sequence - b.sequence)
  return { earliest, at, pages: [...pagesOf(events)], leftOut }
}

function* within(alerts: Iterable<EventRow>, isInside: (labels: LabelSet) => boolean): Generator<EventRow> {
  for (const row of alerts) if (isInside((JSON.parse(row.data) as Alert).labels)) yield row
}

/** As many alerts as there is room for: the worst, those that are over last; and how many firing ones had none. */
function worstOf(
  alerts: Iterable<EventRow>,
  most: ReaderCalls['boardAt']['args']['most'],
  ranks: LevelCounts,
): { readonly kept: readonly EventRow[]; readonly leftOut: LevelCounts | null } {
  // The last is of those that are over.
  const over = Object.values(ranks).reduce((most, rank) => (rank > most ? rank : most), 0) + 1
  const bands = Array.from({ length: over + 1 }, (): EventRow[] => [])
  const leftOut: Record<Level, number> = { critical: 0, high: 0, warning: 0, info: 0, unset: 0 }
  let count = 0
  let bytes = 0
  let isCut = false
  for (const row of alerts) {
    bands[isOver(row) ? over : ranks[row.level as Level]]?.push(row)
    count++
    bytes += row.data.length
    while (count > most.alerts || bytes > most.bytes) {
      const least = bands.findLast((band) => band.length > 0)?.pop()
      if (least === undefined) break
      count--
      bytes -= least.data.length
      isCut = true
      if (!isOver(least)) leftOut[least.level as Level]++
    }
  }
  return { kept: bands.flat(), leftOut: isCut ? leftOut : null }
}

/** Resolved, and not for a moment only (S10): its labels are texts, so that none of them reads like an episode. */
function isOver({ type, data }: EventRow): boolean {
  return type === 'alert_resolved' && !data.includes('"episode":{')
}

function* pagesOf(rows: readonly EventRow[]): Generator<string> {
  let page: string[] = []
  let characters = 0
  for (const row of rows) {
    page.push(textOf(row))
    characters += row.data.length
    if (characters < PAGE_CHARACTERS) continue
    yield `[${page.join(',')}]`
    page = []
    characters = 0
  }
  if (page.length > 0) yield `[${page.join(',')}]`
}

/** The row as JSON, with the event's data in it, which is that already. */
function textOf({ data, ...rest }: EventRow): string {
  return `${JSON.stringify(rest).slice(0, -1)},"data":${data}}`
}
