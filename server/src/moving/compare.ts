import { ChainCheck } from '../audit/chain-check.ts'
import type { AuditRow } from '../audit/entry.ts'
import type { Ask } from '../storage/postgres/reads.ts'
import { fromLines, lines } from '../storage/postgres/texts.ts'
import type { Source } from './source.ts'
import { type MovedTable, TABLES, type Value } from './tables.ts'

/** What was compared, in words, and how it came out; `differences` are sentences. */
export interface Compared {
  readonly alike: readonly string[]
  readonly differences: readonly string[]
}

const MOST_TOLD = 10
const DAY = 86_400_000

/** Compares what the file holds with what the database holds, row by row and byte by byte, and what is counted of it. */
export async function compare(
  source: Source,
  ask: Ask,
  onProgress: (table: MovedTable, done: number, all: number) => void,
): Promise<Compared> {
  const differences: string[] = []
  const counts = new Map<string, number>()
  for (const table of TABLES) {
    counts.set(table.name, source.count(table))
    for (const line of await compareTable(source, table, ask, onProgress)) differences.push(line)
  }
  const cursors = await compareCursors(source, ask)
  const days = await compareDays(source, ask)
  const audit = await compareAudit(source, ask)
  const of = (...names: readonly string[]): string =>
    names.map((name) => `${amount(counts.get(name) ?? 0)} ${words(name)}`).join(', ')
  return {
    alike: [
      `board      ${of('alerts')} (${amount(firing(source))} firing), ${of('sources', 'health')}`,
      `silences   ${of('silences')}`,
      `history    ${of('events', 'lives')}, of each of ${days.days} days as many`,
      `cursors    ${of('terms')}; the log ends at ${cursors.end}`,
      `access     ${of('credentials', 'sessions', 'revocations', 'severities')}`,
      `audit log  ${of('audit')}, ${audit.said}`,
    ],
    differences: [...differences, ...cursors.differences, ...days.differences, ...audit.differences],
  }
}

async function compareTable(
  source: Source,
  table: MovedTable,
  ask: Ask,
  onProgress: (table: MovedTable, done: number, all: number) => void,
): Promise<readonly string[]> {
  const { name, columns, valuesOf } = table
  const [[key, type]] = columns
  const text = `SELECT ${columns.map(([column]) => column).join(', ')} FROM ${name} WHERE ${key} = ANY (${fromLines(1, type)})`
  const differences: string[] = []
  const all = source.count(table)
  let done = 0
  for (const batch of source.batches(table)) {
    const rows = batch.map(valuesOf)
    const found = new Map(
      (await ask<Readonly<Record<string, Value>>>(text, [lines(rows.map(([own]) => own ?? null))])).map(
        (row) => [row[key] ?? null, row],
      ),
    )
    for (const row of rows) {
      const there = found.get(row[0] ?? null)
      const other = there === undefined ? key : columns.find(([column], n) => there[column] !== row[n])?.[0]
      if (other === undefined) continue
      const what = there === undefined ? 'is missing' : `has another ${other}`
      if (differences.length < MOST_TOLD) differences.push(`${name}: the row ${row[0]} ${what}`)
    }
    done += batch.length
    onProgress(table, done, all)
  }
  const [counted] = await ask<{ n: number }>(`SELECT count(*) AS n FROM ${name}`)
  if (counted?.n !== all) differences.push(`${name}: ${counted?.n} rows instead of ${all}`)
  return differences
}

async function compareCursors(source: Source, ask: Ask) {
  const endOf = (row: { readonly epoch?: Value; readonly n?: Value } | undefined): string =>
    `${row?.epoch ?? ''}.${row?.n ?? 0}`
  const [own] = source.ask(`SELECT (SELECT epoch FROM terms ORDER BY first DESC, rowid DESC LIMIT 1) AS epoch,
    (SELECT max(sequence) FROM events) AS n`)
  const [there] = await ask<{ epoch: string; n: number }>('SELECT epoch, sequence AS n FROM log_head')
  const epochs = (rows: readonly { readonly epoch?: Value }[]): string =>
    rows.map(({ epoch }) => epoch).join(' ')
  const isInOrder =
    epochs(source.ask('SELECT epoch FROM terms ORDER BY first, rowid')) ===
    epochs(await ask<{ epoch: string }>('SELECT epoch FROM terms ORDER BY first, n'))
  return {
    end: endOf(own),
    differences: [
      ...(endOf(own) === endOf(there)
        ? []
        : [`the log ends at ${endOf(there)} there, and at ${endOf(own)} in the file`]),
      ...(isInOrder ? [] : ['the terms of the log do not follow each other as in the file']),
    ],
  }
}

/** Counted by each engine for itself. */
async function compareDays(source: Source, ask: Ask) {
  const differences: string[] = []
  const days = new Set<Value>()
  for (const [name, column] of [
    ['events', 'at'],
    ['lives', 'began'],
  ] as const) {
    const text = `SELECT ${column} / ${DAY} AS day, count(*) AS n FROM ${name} WHERE ${column} IS NOT NULL GROUP BY 1 ORDER BY 1`
    const there = new Map((await ask<{ day: number; n: number }>(text)).map(({ day, n }) => [day, n]))
    for (const { day, n } of source.ask(text)) {
      days.add(day ?? null)
      if (there.get(day as number) !== n)
        differences.push(
          `${name}: of the day ${new Date(Number(day) * DAY).toISOString().slice(0, 10)} there are ${there.get(day as number) ?? 0} instead of ${n}`,
        )
    }
  }
  return { days: amount(days.size), differences: differences.slice(0, MOST_TOLD) }
}

/** Walks both chains. One that was touched before it was moved is as touched afterwards, and that is said. */
async function compareAudit(source: Source, ask: Ask) {
  type Point = { readonly text: string; readonly signature: string; readonly publicKey: string }
  const checkpoint = 'SELECT text, signature, public_key AS "publicKey" FROM audit_checkpoint'
  const walk = (point: Point | undefined): ChainCheck =>
    new ChainCheck({ checkpoint: point, head: undefined, keys: undefined })
  const own = walk(source.ask(checkpoint)[0] as unknown as Point | undefined)
  const there = walk((await ask<Point>(checkpoint))[0])
  const table = TABLES.find(({ name }) => name === 'audit') as MovedTable
  for (const batch of source.batches(table))
    for (const { sequence, entry } of batch) own.take({ sequence: Number(sequence), text: String(entry) })
  for (let after = 0; ; ) {
    const rows = await ask<AuditRow>(
      'SELECT sequence, entry AS text FROM audit WHERE sequence > $1::bigint ORDER BY sequence LIMIT 5000',
      [after],
    )
    for (const row of rows) there.take(row)
    const last = rows.at(-1)
    if (last === undefined) break
    after = last.sequence
  }
  const [before, now] = [own.verdict(), there.verdict()]
  return {
    said: now.whole ? `whole, up to ${now.head}` : `TOUCHED, as in the file; up to ${now.head}`,
    differences:
      before.head === now.head && before.whole === now.whole
        ? []
        : [`the audit log ends at ${now.head} there, and at ${before.head} in the file`],
  }
}

function firing(source: Source): number {
  return Number(
    source.ask(`SELECT count(*) AS n FROM alerts WHERE record ->> '$.status' = 'firing'`)[0]?.n ?? 0,
  )
}

function words(name: string): string {
  return TABLES.find((table) => table.name === name)?.words ?? name
}

export const amount = (n: number): string => n.toLocaleString('en-US')
