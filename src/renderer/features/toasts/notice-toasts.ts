import type { Event } from '@watchfloor/contract'
import { lineOf } from '../../../shared/alert-words.ts'
import { goTo } from '../../state/hash-location.ts'
import type { Toast } from '../../state/toasts.ts'

/** What the server tells people: that a silence hides much, or that one will end. It stays until dismissed. */
export function noticeToasts(events: readonly Event[]): readonly Omit<Toast, 'id'>[] {
  return events.flatMap((event) => {
    if (event.source !== 'system') return []
    const { level, message, kind, silence } = event.data
    const open = { label: 'Open', run: () => goTo(`/silences/${encodeURIComponent(silence ?? '')}`) }
    return [
      {
        kind: level === 'info' ? ('result' as const) : ('error' as const),
        text: [lineOf(message)],
        actions: silence === undefined ? [] : [open],
        ...(kind === undefined ? {} : { key: `${kind} ${silence}` }),
      },
    ]
  })
}
