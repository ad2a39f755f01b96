import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { AuditVerdict, Parsed } from '@watchfloor/contract'
import { ChainCheck } from '../../audit/chain-check.ts'
import type { ChainEnd } from '../../audit/entry.ts'
import { auditAfter, auditCheckpoint } from './audit-rows.ts'
import { prepared } from './prepared.ts'

const PAGE = 1_000

/** Walks the audit log of a copy, which no server is writing. */
export function verifyFile(
  file: string,
  head: ChainEnd | undefined,
  keys: readonly string[] | undefined,
): Parsed<AuditVerdict> {
  if (!existsSync(file)) return { ok: false, error: `there is no file ${file}` }
  let db: DatabaseSync | undefined
  try {
    db = new DatabaseSync(file, { readOnly: true })
    const sql = prepared(db)
    const check = new ChainCheck({ checkpoint: auditCheckpoint(sql) ?? undefined, head, keys })
    for (let after = 0; ; ) {
      const page = auditAfter(sql, after, PAGE)
      for (const row of page) check.take(row)
      const last = page.at(-1)
      if (last === undefined) return { ok: true, value: check.verdict() }
      after = last.sequence
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { ok: false, error: `${file} cannot be read as a database of a Watchfloor server: ${reason}` }
  } finally {
    db?.close()
  }
}
