import type { Changes } from '../storage.ts'
import { IF_MOVED, type Part, rowsFrom } from './append-parts.ts'
import { lines } from './texts.ts'

const COLUMNS = [
  ['sequence', 'bigint'],
  ['entry', 'text'],
] as const

/** Entries are only ever added, and the oldest deleted once a checkpoint stands for them. */
export function auditParts({ audit, auditTrim }: Changes): readonly Part[] {
  const parts: Part[] = []
  if (audit.length > 0)
    parts.push({
      sql: (first) =>
        `INSERT INTO audit (sequence, entry) SELECT * FROM ${rowsFrom(first, COLUMNS)} WHERE ${IF_MOVED}`,
      values: [lines(audit.map(({ sequence }) => sequence)), lines(audit.map(({ text }) => text))],
    })
  if (auditTrim === undefined) return parts
  const { text, signature, publicKey } = auditTrim.checkpoint
  return [
    ...parts,
    {
      sql: (first) => `DELETE FROM audit WHERE sequence <= $${first}::bigint AND ${IF_MOVED}`,
      values: [String(auditTrim.through)],
    },
    {
      sql: (first) => `INSERT INTO audit_checkpoint (text, signature, public_key)
        SELECT $${first}, $${first + 1}, $${first + 2} WHERE ${IF_MOVED} ON CONFLICT (one) DO UPDATE
        SET text = excluded.text, signature = excluded.signature, public_key = excluded.public_key`,
      values: [text, signature, publicKey],
    },
  ]
}
