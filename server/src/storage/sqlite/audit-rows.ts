import { type AuditFound, type AuditScan, localActsSince, scanAudit } from '../../audit/audit-scan.ts'
import type { Checkpoint } from '../../audit/checkpoint.ts'
import { type AuditRow, BEGINNING, type ChainEnd, endAt } from '../../audit/entry.ts'
import type { Changes } from '../storage.ts'
import type { Sql } from './prepared.ts'

/** Rows of one answer are about so large at most, characters. */
const MOST_CHARACTERS = 1_000_000

/** Part of a commit: entries are only ever added, and the oldest deleted once a checkpoint stands for them. */
export function writeAudit(sql: Sql, rows: readonly AuditRow[], trim: Changes['auditTrim']): void {
  if (rows.length > 0) {
    const insert = sql('INSERT INTO audit (sequence, entry) VALUES (?, ?)')
    for (const { sequence, text } of rows) insert.run(sequence, text)
  }
  if (trim === undefined) return
  sql('DELETE FROM audit WHERE sequence <= ?').run(trim.through)
  const { text, signature, publicKey } = trim.checkpoint
  sql(`INSERT INTO audit_checkpoint (one, text, signature, public_key) VALUES (1, ?, ?, ?) ON CONFLICT DO
    UPDATE SET text = excluded.text, signature = excluded.signature, public_key = excluded.public_key`).run(
    text,
    signature,
    publicKey,
  )
}

export function auditEnd(sql: Sql): ChainEnd {
  const row = sql('SELECT sequence, entry AS text FROM audit ORDER BY sequence DESC LIMIT 1').get()
  return row === undefined ? BEGINNING : endAt(row as unknown as AuditRow)
}

export function localActs(sql: Sql, midnight: number): readonly AuditRow[] {
  return auditScan(sql, localActsSince(midnight)).rows
}

export function auditAfter(sql: Sql, sequence: number, limit: number): readonly AuditRow[] {
  const rows: AuditRow[] = []
  let characters = 0
  for (const row of sql(
    'SELECT sequence, entry AS text FROM audit WHERE sequence > ? ORDER BY sequence LIMIT ?',
  ).iterate(sequence, limit) as Iterable<unknown>) {
    rows.push(row as AuditRow)
    characters += (row as AuditRow).text.length
    if (characters >= MOST_CHARACTERS) break
  }
  return rows
}

export function auditScan(sql: Sql, scan: AuditScan): AuditFound {
  const rows = sql(
    'SELECT sequence, entry AS text FROM audit WHERE sequence < ? ORDER BY sequence DESC',
  ).iterate(scan.before) as Iterable<unknown>
  return scanAudit(rows as Iterable<AuditRow>, scan)
}

export function auditCheckpoint(sql: Sql): Checkpoint | null {
  const row = sql('SELECT text, signature, public_key AS publicKey FROM audit_checkpoint').get()
  return (row as unknown as Checkpoint | undefined) ?? null
}

export function auditBytes(sql: Sql): number {
  return Number(sql('SELECT sum(length(entry)) AS bytes FROM audit').get()?.bytes ?? 0)
}
