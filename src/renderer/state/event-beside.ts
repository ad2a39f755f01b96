import type { Result } from '@watchfloor/client'
import {
  type AlertHistory,
  AlertHistoryPage,
  formatTime,
  type Millis,
  parseMatcher,
  parser,
} from '@watchfloor/contract'
import { ask, type BoardBridge } from './bridge.ts'
import type { View } from './view.ts'

export type PastEvent = AlertHistory['events'][number]

const parsePage = parser(AlertHistoryPage)
/** As far as history may reach, and pages of it that hold nothing for this view. */
const FARTHEST = 366 * 86_400_000
const MOST_PAGES = 25

/** The event of the view's alerts before a moment, or after it; null when there is none. */
export async function eventBeside(
  bridge: BoardBridge,
  at: Millis,
  way: -1 | 1,
  { filter, levels }: Pick<View, 'filter' | 'levels'>,
): Promise<Result<PastEvent | null>> {
  const query = new URLSearchParams({ sources: 'alert_processor', limit: '1' })
  // The server knows labels and levels; what else a view asks of alerts, it does not.
  for (const text of filter) if (!text.startsWith('@') && parseMatcher(text).ok) query.append('filter', text)
  if (levels.length > 0) query.set('severity', levels.join(','))
  if (way > 0) {
    query.set('order', 'oldest')
    query.set('from', formatTime(at + 1))
  } else {
    query.set('from', formatTime(at - FARTHEST))
    query.set('to', formatTime(at))
  }
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await ask(bridge, { path: `/api/v2/history?${query}` }, parsePage)
    if (!answer.ok) return answer
    const { events, before } = answer.value
    const [event] = events
    if (event !== undefined) return { ok: true, value: event }
    if (before === null) break
    query.set('before', before)
  }
  return { ok: true, value: null }
}
