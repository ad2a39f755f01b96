import type { AuditEntry, AuditResult, Millis } from '@watchfloor/contract'
import type { AuditRow } from './entry.ts'

/** What is looked for in the audit log; all of it is plain data, because another thread looks. */
export interface AuditFilter {
  /** Times of the entries, `to` not included. */
  readonly from: Millis
  readonly to: Millis
  /** A credential, subject or address to the letter, or a part of a name. */
  readonly who?: string | undefined
  /** What was done, or what it begins with: `silence` is all that was done with silences. */
  readonly what?: string | undefined
  /** `refused` is all but what was done. */
  readonly result?: AuditResult | 'refused' | undefined
}

export interface AuditScan extends AuditFilter {
  /** Entries below this sequence are looked at, newest first. */
  readonly before: number
  /** So many are answered at most. */
  readonly most: number
}

export interface AuditFound {
  readonly rows: readonly AuditRow[]
  /** Sequence of the last that was looked at; undefined when there was none. */
  readonly last: number | undefined
}

/** A scan looks at so many entries, or finds so many characters; then it is asked to go on. */
const MOST_LOOKED = 2_000
const MOST_CHARACTERS = 250_000

/** Looks through rows that are given newest first. */
export function scanAudit(rows: Iterable<AuditRow>, scan: AuditScan): AuditFound {
  const found: AuditRow[] = []
  let [looked, characters] = [0, 0]
  let last: number | undefined
  for (const row of rows) {
    last = row.sequence
    looked++
    if (passes(row, scan)) {
      found.push(row)
      characters += row.text.length
    }
    if (looked >= MOST_LOOKED || found.length >= scan.most || characters >= MOST_CHARACTERS) break
  }
  return { rows: found, last }
}

function passes({ text }: AuditRow, { from, to, who, what, result }: AuditFilter): boolean {
  let entry: AuditEntry
  try {
    entry = JSON.parse(text) as AuditEntry
  } catch {
    // It was touched: nobody who looks should be kept from seeing that.
    return true
  }
  const at = Date.parse(entry.at)
  return (
    at >= from &&
    at < to &&
    (who === undefined || isOf(entry, who)) &&
    (what === undefined || entry.what === what || entry.what.startsWith(`${what}.`)) &&
    (result === undefined || (result === 'refused' ? isRefused(entry) : entry.result === result))
  )
}

function isOf({ who: { credential, subject, name, address }, as }: AuditEntry, who: string): boolean {
  const part = who.toLowerCase()
  return (
    [credential, subject, address].includes(who) ||
    [name, as].some((one) => one?.toLowerCase().includes(part) === true)
  )
}

function isRefused({ result }: AuditEntry): boolean {
  return result !== 'ok' && result !== 'begun'
}

const DAY: Millis = 86_400_000

/** The scan for what was done by the control socket since the midnight before this one. */
export function localActsSince(midnight: Millis): AuditScan {
  const from = midnight - DAY
  return { who: 'control', result: 'ok', from, to: Infinity, before: Number.MAX_SAFE_INTEGER, most: 100 }
}
