import type { AuditEntry } from '@watchfloor/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AuditRow } from '../../audit/entry.ts'
import { askerOf } from '../edge/pace-of.ts'
import type { AppParts } from '../edge/parts.ts'
import { sendFile } from '../edge/send.ts'
import { csvHeader, csvLine } from './audit-csv.ts'
import type { AuditAsked, AuditFormat } from './audit-query.ts'

export const AUDIT_TYPES = {
  json: 'application/json',
  jsonl: 'application/jsonl',
  csv: 'text/csv',
} as const satisfies Record<AuditFormat, string>

/** Entries of one step: making their lines takes about a millisecond. */
const STEP = 200

/** Answers a file, as fast as its reader takes it: the store is asked for a little at a time. */
export function streamAudit(
  { core, shares }: Pick<AppParts, 'core' | 'shares'>,
  request: FastifyRequest,
  reply: FastifyReply,
  { filter, format, before, limit = Number.POSITIVE_INFINITY }: AuditAsked,
): FastifyReply {
  const isCsv = format === 'csv'
  const lines = async function* (): AsyncGenerator<string> {
    if (isCsv) yield csvHeader()
    let left = limit
    for (let next: number | undefined = before; next !== undefined && left > 0; ) {
      await shares.turns.next(askerOf(request))
      const { rows, last } = await core.audit.scan({ ...filter, before: next, most: Math.min(STEP, left) })
      left -= rows.length
      const text = rows.map(isCsv ? csvOf : jsonOf).join('')
      if (text !== '') yield text
      next = last
    }
  }
  return sendFile(reply, `watchfloor-audit.${format}`, AUDIT_TYPES[format], lines())
}

/** To the byte as it is stored, so that its hash can be worked out again. */
function jsonOf({ text }: AuditRow): string {
  return `${text}\n`
}

function csvOf({ sequence, text }: AuditRow): string {
  try {
    return csvLine(JSON.parse(text) as AuditEntry)
  } catch {
    return `${sequence},,cannot be read\r\n`
  }
}
