import type { AuditEntry } from '@watchfloor/contract'

const COLUMNS = [
  'sequence',
  'at',
  'what',
  'result',
  'name',
  'as',
  'role',
  'credential',
  'subject',
  'address',
  'reason',
  'route',
  'request',
  'alerts',
  'silences',
  'sources',
  'credentials',
  'count',
  'before',
  'after',
  'detail',
  'prev',
] as const

/** As RFC 4180 wants lines to end. */
const END = '\r\n'

export function csvHeader(): string {
  return COLUMNS.join(',') + END
}

/** One entry as a line of CSV. */
export function csvLine(entry: AuditEntry): string {
  const { who, alerts, silences, sources, credentials, repeated, before, after, detail } = entry
  const cells: Readonly<Record<(typeof COLUMNS)[number], unknown>> = {
    ...entry,
    ...who,
    as: entry.as,
    reason: entry.reason,
    route: entry.route,
    request: entry.request,
    alerts: idsOf(alerts),
    silences: idsOf(silences),
    sources: idsOf(sources),
    credentials: idsOf(credentials),
    count: repeated?.count,
    before: inJson(before),
    after: inJson(after),
    detail: inJson(detail),
  }
  return COLUMNS.map((column) => csvCell(cells[column])).join(',') + END
}

/** What spreadsheets take for the begin of a formula, white space before it or not. */
const FORMULA = /^\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/u
/** What moves, hides or ends a line where only a cell should. */
const CONTROL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

/**
 * A cell of RFC 4180 that is only ever text: control characters are made visible, and what a spreadsheet would take for a
 * formula begins with an apostrophe.
 */
export function csvCell(value: unknown): string {
  if (value === undefined || value === null) return ''
  const text = String(value)
  const visible = text.replace(
    CONTROL,
    (one) => `\\u{${(one.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}}`,
  )
  const safe = typeof value !== 'number' && FORMULA.test(text) ? `'${visible}` : visible
  return /[",;\n\r]/.test(safe) || /^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

function idsOf(listed: AuditEntry['alerts']): string | undefined {
  if (listed === undefined) return undefined
  const { ids, count } = listed
  return count > ids.length ? `${ids.join(' ')} and ${count - ids.length} more` : ids.join(' ')
}

function inJson(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value)
}
