import type { Refusal } from '@watchfloor/client'
import type { DesktopOnly } from '../../../shared/bridge.ts'
import type { InboxRow } from '../../../shared/inbox.ts'
import type { Watchfloor } from '../../state/context.ts'
import { goTo } from '../../state/hash-location.ts'
import { appRefusalText } from '../../ui/refusal-text.ts'

/** Goes to what a row speaks of, and marks it read. */
export function openRow(watchfloor: Watchfloor, desktop: DesktopOnly<Refusal>, row: InboxRow): void {
  if (!row.is_read) void markRead(watchfloor, desktop, row)
  const place = row.server === watchfloor.bridge.server ? placeOf(row) : null
  if (place !== null) goTo(place)
}

/** Its alert, or the chain for what is about a hop; null where the row itself says everything. */
export function placeOf({ alerts, kind }: Pick<InboxRow, 'alerts' | 'kind'>): string | null {
  const [first] = alerts
  if (first !== undefined) return `/alert/${first.fingerprint}`
  switch (kind) {
    case 'health':
    case 'connection':
      return '/health'
    case 'silence':
      return '/silences'
    case 'away':
    case 'first_contact':
    case 'storm':
      return '/'
    default:
      return null
  }
}

async function markRead({ toasts }: Watchfloor, desktop: DesktopOnly<Refusal>, row: InboxRow): Promise<void> {
  const answer = await desktop.readInbox([row.id])
  if (answer.ok) return
  toasts.push({ kind: 'error', key: 'inbox', text: [appRefusalText('Not marked', answer)], actions: [] })
}
