import { formatTime, type Health } from '@watchfloor/contract'
import type { Stage } from '../ledger/stage.ts'

/** What nobody watches any more is neither well nor ill: its row says why it is there, and is no longer red. */
export function retireHealth(stage: Stage, rows: readonly Health[], message: string): void {
  const since = formatTime(stage.now)
  for (const { component, kind, quiet } of rows) {
    stage.putHealth({ component, kind, quiet, since, status: 'healthy', message })
  }
}
