import { type AuditFound, type AuditScan, localActsSince, scanAudit } from '../../audit/audit-scan.ts'
import { type AuditRow, BEGINNING, endAt } from '../../audit/entry.ts'
import { type EventRow, fromRow } from '../event-row.ts'
import type { Stored, Term } from '../storage.ts'
import { fromStoredAlert } from '../stored-alert.ts'
import { bigint, COLUMNS } from './event-rows.ts'
import type { Ask } from './reads.ts'

/** Alerts that are read in one go. */
const PAGE = 5_000
/** As many entries as one look at the audit log looks at. */
const AUDIT_PAGE = 2_000

/** Everything that is kept, as it is at one moment. */
export async function load(ask: Ask, midnight: number, recent: number): Promise<Stored> {
  const records = async <T>(table: string): Promise<readonly T[]> =>
    (await ask<{ record: string }>(`SELECT record FROM ${table} ORDER BY key`)).map(
      ({ record }) => JSON.parse(record) as T,
    )
  const number = async (text: string, ...values: readonly number[]): Promise<number> =>
    (await ask<{ n: number }>(text, values))[0]?.n ?? 0
  const newest = await ask<EventRow>(
    `SELECT ${COLUMNS} FROM events ORDER BY sequence DESC LIMIT $1::bigint`,
    [recent],
  )
  return {
    alerts: await alerts(ask),
    silences: await records('silences'),
    sources: await records('sources'),
    health: await records('health'),
    credentials: await records('credentials'),
    sessions: await records('sessions'),
    revocations: await records('revocations'),
    severities: await records('severities'),
    terms: await ask<Term>('SELECT epoch, first FROM terms ORDER BY first, n'),
    head: await number('SELECT sequence AS n FROM log_head'),
    recent: newest.map(fromRow).toReversed(),
    resolvedToday: await number(
      `SELECT count(*) AS n FROM events WHERE at >= $1::bigint AND type = 'alert_resolved'`,
      midnight,
    ),
    auditEnd: await auditEnd(ask),
    localActs: (await auditScan(ask, localActsSince(midnight))).rows,
  }
}

/** Page by page; the database looks for the next one while this one is read. */
async function alerts(ask: Ask): Promise<Stored['alerts']> {
  const page = (after: string) =>
    ask<{ key: string; record: string }>(
      'SELECT key, record FROM alerts WHERE key > $1 ORDER BY key LIMIT $2::bigint',
      [after, PAGE],
    )
  const all: Stored['alerts'][number][] = []
  for (let rows = await page(''); rows.length > 0; ) {
    const next = rows.length < PAGE ? [] : page(rows.at(-1)?.key ?? '')
    for (const { record } of rows) all.push(fromStoredAlert(record))
    rows = await next
  }
  return all
}

async function auditEnd(ask: Ask): Promise<Stored['auditEnd']> {
  const [row] = await ask<AuditRow>(
    'SELECT sequence, entry AS text FROM audit ORDER BY sequence DESC LIMIT 1',
  )
  return row === undefined ? BEGINNING : endAt(row)
}

/** Looks through a page of the audit log. */
export async function auditScan(ask: Ask, scan: AuditScan): Promise<AuditFound> {
  const rows = await ask<AuditRow>(
    'SELECT sequence, entry AS text FROM audit WHERE sequence < $1::bigint ORDER BY sequence DESC LIMIT $2::bigint',
    [bigint(scan.before), AUDIT_PAGE],
  )
  return scanAudit(rows, scan)
}
