import { DEFAULT_WINDOW, MemoryWindow } from '../log/memory-window.ts'
import { type OpenLog, openLog } from '../log/open-log.ts'
import type { Stored, Term } from '../storage/storage.ts'
import type { CoreParts } from './create-core.ts'

/** Records that a new term of the log begins (S16), and opens it where the last one ended. */
export async function openTerm(
  parts: Pick<CoreParts, 'storage' | 'metrics' | 'logger' | 'retention' | 'newEpoch' | 'window'>,
  stored: Stored,
  startedAt: number,
): Promise<OpenLog> {
  const { storage, metrics, logger, retention } = parts
  const own: Term = { epoch: parts.newEpoch(), first: stored.head + 1 }
  const term = await storage.openTerm(own)
  const window = new MemoryWindow(parts.window ?? DEFAULT_WINDOW)
  window.append(stored.recent)
  const oldest = (await storage.events.firstSince(startedAt - retention.cursors)) ?? stored.head + 1
  return openLog({
    terms: [...stored.terms.filter(({ epoch }) => epoch !== term.epoch), term],
    head: stored.head,
    earliest: oldest - 1,
    store: storage.events,
    window,
    onSubscriberError: (error) => {
      metrics.taskFailed('subscriber')
      logger.error({ err: error }, 'a subscriber of the log failed')
    },
  })
}
