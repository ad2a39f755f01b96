import { formatTime, type Millis } from '@watchfloor/contract'
import { THE_SERVER } from '../audit/actor.ts'
import type { Signer } from '../audit/checkpoint.ts'
import { type AuditRow, type ChainEnd, endAt } from '../audit/entry.ts'
import type { Clock } from '../ground/clock.ts'
import type { Logger } from '../ground/logger.ts'
import type { Writing } from '../ledger/follow-ups.ts'
import type { State } from '../ledger/state.ts'
import type { AuditStore } from '../storage/storage.ts'

/** How long, and how much of, the audit log is kept. */
export interface AuditKeep {
  readonly time: Millis
  readonly bytes: number
}

const DAY: Millis = 86_400_000
/** However much there is, what is younger is never deleted. */
const ALWAYS: Millis = 7 * DAY
/** Entries that one transaction deletes at most. */
const STEP = 2_000
const PAGE = 500
/** What is left of too much, so that not every pass deletes a little. */
const LEFT = 0.95

interface Parts {
  readonly state: State
  readonly storage: { readonly audit: AuditStore }
  readonly writer: Writing
  readonly signer: Signer
  readonly keep: AuditKeep
  readonly clock: Clock
  readonly logger: Logger
}

/**
 * Deletes what is older than is kept, once a day’s worth of it is there, and the oldest of too much. Each step leaves a
 * signed checkpoint of where the chain goes on, and an entry that says so.
 */
export async function trimAudit(parts: Parts): Promise<void> {
  const { state, storage, keep, clock, logger } = parts
  // Nothing was ever done here: no thread has to look.
  if (state.audit.end.sequence === 0) return
  const now = clock.now()
  const [oldest] = await storage.audit.after(0, 1)
  if (oldest === undefined) return
  if (timeOf(oldest) < now - keep.time - DAY) {
    const isOld = (row: AuditRow): boolean => timeOf(row) < now - keep.time
    while (await trimStep(parts, isOld, 'retention.audit')) {}
  }
  let over = (await storage.audit.bytes()) - keep.bytes
  if (over <= 0) return
  over += keep.bytes * (1 - LEFT)
  let deleted = 0
  const isTooMuch = (row: AuditRow): boolean => {
    if (over <= 0 || timeOf(row) >= now - ALWAYS) return false
    over -= row.text.length
    deleted++
    return true
  }
  while (await trimStep(parts, isTooMuch, 'retention.audit_bytes')) {}
  if (deleted > 0 || over > 0)
    logger.warn(
      { deleted, bytes: keep.bytes },
      'there is more in the audit log than retention.audit_bytes allows',
    )
}

/** Deletes a few of the oldest for which this holds; true while there may be more. */
async function trimStep(
  { state, storage, writer, signer, clock }: Parts,
  isDue: (row: AuditRow) => boolean,
  why: string,
): Promise<boolean> {
  let through: ChainEnd | undefined
  let count = 0
  let after = 0
  for (let isLast = false; !isLast && count < STEP; ) {
    const page = await storage.audit.after(after, PAGE)
    const young = page.findIndex((row) => row.sequence >= state.audit.end.sequence || !isDue(row))
    const due = young < 0 ? page : page.slice(0, young)
    isLast = due.length < page.length || page.length === 0
    const last = due.at(-1)
    if (last === undefined) break
    through = endAt(last)
    count += due.length
    after = last.sequence
  }
  if (through === undefined) return false
  const { sequence, hash } = through
  const checkpoint = signer.sign(through, clock.now())
  await writer.do((stage) => {
    const detail = { through: sequence, hash, count, why, at: formatTime(stage.now) }
    stage.audit.add({ who: THE_SERVER, what: 'audit.trim', result: 'ok', detail }, stage.now)
    stage.audit.trim(sequence, checkpoint)
  })
  return count >= STEP
}

/** A text that cannot be read is as old as its neighbours: it keeps nothing from being deleted. */
function timeOf({ text }: AuditRow): Millis {
  try {
    const { at } = JSON.parse(text) as { readonly at?: string }
    return Date.parse(at ?? '') || 0
  } catch {
    return 0
  }
}
