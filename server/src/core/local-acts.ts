import type { AuditEntry } from '@watchfloor/contract'
import { BreakGlass, LOCAL_ADMINISTRATOR } from '../health/break-glass.ts'
import type { Stored } from '../storage/storage.ts'

/** What was done by the control socket before this start, which does not make it forgotten. */
export function breakGlassOf({ localActs, health }: Pick<Stored, 'localActs' | 'health'>): BreakGlass {
  const breakGlass = new BreakGlass(health.some(({ component }) => component === LOCAL_ADMINISTRATOR))
  for (const { text } of localActs.toReversed()) {
    const { what, detail, at, repeated } = JSON.parse(text) as AuditEntry
    // What stands for many was only looked at.
    if (repeated === undefined) breakGlass.note({ what, detail }, Date.parse(at))
  }
  return breakGlass
}
