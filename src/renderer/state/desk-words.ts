import { type Millis, parseTime } from '@watchfloor/contract'
import type { DeskState } from '../../shared/desk-state.ts'
import { momentText } from '../../shared/times.ts'
import { pausedUntil } from './pause.ts'

export interface DeskHop {
  readonly mark: 'ok' | 'quiet' | 'failing' | 'paused'
  readonly word: string
  /** When the last notification was shown or not; null before the first. */
  readonly at: Millis | null
}

/** Can this desk notify the person? The last hop of every alert, in words. */
export function deskHop(desk: DeskState, wall: Millis): DeskHop {
  const { is_supported, last } = desk.notifications
  const at = last === null ? null : (parseTime(last.at) ?? null)
  const hop = (mark: DeskHop['mark'], word: string): DeskHop => ({ mark, word, at })
  if (!is_supported) return hop('failing', 'cannot notify: this system shows no notifications')
  if (last?.outcome === 'failed')
    return hop('failing', `cannot notify: ${last.error ?? 'the system refused it'}`)
  const paused = pausedUntil(desk, wall)
  if (paused !== null) return hop('paused', `paused until ${momentText(paused, wall)}`)
  switch (last?.outcome) {
    case 'shown':
      return hop('ok', 'tested')
    case 'asked':
      return hop('quiet', 'asked, not confirmed')
    case undefined:
      return hop('quiet', 'not tested')
  }
}
