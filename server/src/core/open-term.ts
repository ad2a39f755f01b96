import type { Millis } from '@watchfloor/contract'
import { reasonOf } from '../ground/reason-of.ts'
import { StartProblem } from '../ground/start-problem.ts'
import type { EventLog } from '../log/event-log.ts'
import { DEFAULT_WINDOW, MemoryWindow } from '../log/memory-window.ts'
import { type OpenLog, openLog } from '../log/open-log.ts'
import type { Stored, Term } from '../storage/storage.ts'
import type { CoreParts } from './core-parts.ts'

/** Joins the term of the log that holds, or begins a new one (S16), and opens it where the log ends. */
export async function openTerm(
  parts: Pick<CoreParts, 'storage' | 'metrics' | 'logger' | 'retention' | 'newEpoch' | 'window'>,
  stored: Stored,
  { now, ...others }: { readonly now: Millis } & Pick<EventLog, 'catchUp' | 'asOf'>,
): Promise<OpenLog> {
  const { storage, metrics, logger } = parts
  const own: Term = { epoch: parts.newEpoch(), first: stored.head + 1 }
  const term = await storage.openTerm(own).catch((error: unknown) => {
    throw new StartProblem(`The log cannot be gone on with: ${reasonOf(error)}.`)
  })
  const window = new MemoryWindow(parts.window ?? DEFAULT_WINDOW)
  const earliest = await earliestOf(parts, stored, now)
  return openLog({
    terms: [...stored.terms.filter(({ epoch }) => epoch !== term.epoch), term],
    head: stored.head,
    earliest,
    recent: stored.recent,
    store: storage.events,
    window,
    ...others,
    onSubscriberError: (error) => {
      metrics.taskFailed('subscriber')
      logger.error({ err: error }, 'a subscriber of the log failed')
    },
  })
}

/** The earliest position that a cursor may still have. */
export async function earliestOf(
  { storage, retention }: Pick<CoreParts, 'storage' | 'retention'>,
  { head }: Pick<Stored, 'head'>,
  now: Millis,
): Promise<number> {
  return ((await storage.events.firstSince(now - retention.cursors)) ?? head + 1) - 1
}
