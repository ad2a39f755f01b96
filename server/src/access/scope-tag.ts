import { createHash } from 'node:crypto'
import type { Scope } from '@watchfloor/contract'

const LENGTH = 12

/**
 * Names a scope in cursors, the same for the same alerts however it was written; undefined for all alerts. It opens
 * nothing: what somebody sees is their own scope's, and a tag that does not fit it costs them a board.
 */
export function scopeTag(scope: Scope | undefined): string | undefined {
  if (scope === undefined) return undefined
  const labels = Object.entries(scope).map(([name, values]) => [name, [...new Set(values)].sort()] as const)
  const sorted = labels.sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, LENGTH)
}
