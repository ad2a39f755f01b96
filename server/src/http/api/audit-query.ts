import { AUDIT_RESULTS, parseTime } from '@watchfloor/contract'
import type { AuditFilter } from '../../audit/audit-scan.ts'

export type AuditFormat = 'json' | 'jsonl' | 'csv'

/** What is asked of the audit log. */
export interface AuditAsked {
  readonly filter: AuditFilter
  readonly format: AuditFormat
  /** Entries at most; undefined when it was not said. */
  readonly limit: number | undefined
  /** Entries below this sequence. */
  readonly before: number
  /** What was asked, as it was written. */
  readonly detail: Readonly<Record<string, string>>
}

const FORMATS: readonly AuditFormat[] = ['json', 'jsonl', 'csv']
const RESULTS = [...AUDIT_RESULTS, 'refused'] as const
const NAMES = ['from', 'to', 'who', 'what', 'result', 'limit', 'cursor'] as const

/** The query, or what is wrong with it: nothing that was asked for is left out. */
export function readAuditQuery(query: URLSearchParams, accept = ''): AuditAsked | string {
  const strange = [...query.keys()].find((name) => name !== 'format' && !NAMES.some((one) => one === name))
  if (strange !== undefined) return `there is no parameter ${JSON.stringify(strange.slice(0, 64))}`
  const time = (name: string, initial: number): number | string => {
    const text = query.get(name)
    return text === null
      ? initial
      : (parseTime(text) ?? `${name} is ${JSON.stringify(text)}, not an RFC 3339 time`)
  }
  const from = time('from', 0)
  if (typeof from === 'string') return from
  const to = time('to', Number.MAX_SAFE_INTEGER)
  if (typeof to === 'string') return to
  const result = query.get('result') ?? undefined
  const known = RESULTS.find((one) => one === result)
  if (result !== undefined && known === undefined) return `result is one of ${RESULTS.join(', ')}`
  const whole = (name: string, most: number): number | undefined | string => {
    const text = query.get(name)
    if (text === null) return undefined
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
    return value >= 1 && value <= most
      ? value
      : `${name} must be a whole number from 1 to ${most}, not ${JSON.stringify(text)}`
  }
  const format = query.get('format') ?? formatOf(accept)
  const asked = FORMATS.find((one) => one === format)
  if (asked === undefined) return `format is one of ${FORMATS.join(', ')}`
  const limit = whole('limit', asked === 'json' ? 1_000 : 1e9)
  if (typeof limit === 'string') return limit
  const before = whole('cursor', Number.MAX_SAFE_INTEGER)
  if (typeof before === 'string') return before
  const detail = Object.fromEntries(
    NAMES.flatMap((name) => {
      const text = query.get(name)
      return text === null ? [] : [[name, text]]
    }),
  )
  return {
    filter: {
      from,
      to,
      who: query.get('who') ?? undefined,
      what: query.get('what') ?? undefined,
      result: known,
    },
    format: asked,
    limit,
    before: before ?? Number.MAX_SAFE_INTEGER,
    detail,
  }
}

function formatOf(accept: string): AuditFormat {
  if (/\btext\/csv\b/i.test(accept)) return 'csv'
  return /\bapplication\/(x-ndjson|jsonl|x-jsonlines)\b/i.test(accept) ? 'jsonl' : 'json'
}
