import type { AuditEntry } from '@watchfloor/contract'
import type { AuditRow } from '../audit/entry.ts'
import { BreakGlass } from '../health/break-glass.ts'

/** What was done by the control socket before this start, which does not make it forgotten. */
export function breakGlassOf(newestFirst: readonly AuditRow[]): BreakGlass {
  const breakGlass = new BreakGlass()
  for (const { text } of newestFirst.toReversed()) {
    const { what, detail, at, repeated } = JSON.parse(text) as AuditEntry
    // What stands for many was only looked at.
    if (repeated === undefined) breakGlass.note({ what, detail }, Date.parse(at))
  }
  return breakGlass
}
