import type { Refusal } from '@watchfloor/client'
import type { DesktopOnly } from '../../../shared/bridge.ts'
import type { InboxRow } from '../../../shared/inbox.ts'
import { placeOfRow } from '../../../shared/page-paths.ts'
import type { Watchfloor } from '../../state/context.ts'
import { goTo } from '../../state/hash-location.ts'
import { appRefusalText } from '../../ui/refusal-text.ts'

/** Goes to what a row speaks of, and marks it read. */
export function openRow(watchfloor: Watchfloor, desktop: DesktopOnly<Refusal>, row: InboxRow): void {
  if (!row.is_read) void markRead(watchfloor, desktop, row)
  const place = row.server === watchfloor.bridge.server ? placeOf(row) : null
  if (place !== null) goTo(place)
}

/** The same as from its notification; null where the row itself says everything. */
export function placeOf(row: Pick<InboxRow, 'alerts' | 'kind'>): string | null {
  const place = placeOfRow(row)
  if (place !== '/inbox') return place
  return row.kind === 'away' ? '/' : null
}

async function markRead({ toasts }: Watchfloor, desktop: DesktopOnly<Refusal>, row: InboxRow): Promise<void> {
  const answer = await desktop.readInbox([row.id])
  if (answer.ok) return
  toasts.push({ kind: 'error', key: 'inbox', text: [appRefusalText('Not marked', answer)], actions: [] })
}
