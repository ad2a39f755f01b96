import { formatTime, type Millis, parseTime } from '@watchfloor/contract'
import type { DeskState } from '../../shared/desk-state.ts'
import { type PauseLength, pauseAt, pauseEnd } from '../../shared/pauses.ts'
import { momentText } from '../../shared/times.ts'
import { changeSettings } from './change-settings.ts'
import type { Watchfloor } from './context.ts'

/** Until when nothing notifies; null when that is not so. `wall` is this computer's clock. */
export function pausedUntil(desk: DeskState | null, wall: Millis): Millis | null {
  const until = desk?.settings.paused_until ?? null
  return pauseAt(until === null ? null : (parseTime(until) ?? null), wall)
}

export function pause(watchfloor: Watchfloor, length: PauseLength): Promise<boolean> {
  const wall = watchfloor.ticker.wall()
  const end = pauseEnd(length, wall)
  const said = `Paused until ${momentText(end, wall)}. Nothing notifies, criticals included.`
  return changeSettings(watchfloor, { paused_until: formatTime(end) }, said)
}

export function resume(watchfloor: Watchfloor): Promise<boolean> {
  return changeSettings(watchfloor, { paused_until: null }, 'Notifications resumed.')
}
