import { formatTime, type Millis, parseTime } from '@watchfloor/contract'
import type { DeskState } from '../../shared/desk-state.ts'
import { nextMorning } from '../ui/next-morning.ts'
import { minuteText } from '../ui/span-text.ts'
import { changeSettings } from './change-settings.ts'
import type { Watchfloor } from './context.ts'

export interface Pause {
  readonly label: string
  /** When it ends, by this computer's clock. */
  readonly until: (wall: Millis) => Millis
}

export const SHORT_PAUSE: Pause = { label: 'Pause 15 min', until: (wall) => wall + 15 * 60_000 }

/** How long notifications may be paused; never for ever. */
export const PAUSES: readonly Pause[] = [
  SHORT_PAUSE,
  { label: 'Pause 1 h', until: (wall) => wall + 60 * 60_000 },
  { label: 'Pause until 08:00', until: nextMorning },
]

/** Until when nothing notifies; null when that is not so. `wall` is this computer's clock. */
export function pausedUntil(desk: DeskState | null, wall: Millis): Millis | null {
  const until = desk?.settings.paused_until ?? null
  const time = until === null ? undefined : parseTime(until)
  return time !== undefined && time > wall ? time : null
}

export function pause(watchfloor: Watchfloor, { until }: Pause): Promise<boolean> {
  const wall = watchfloor.ticker.wall()
  const end = until(wall)
  const said = `Paused until ${minuteText(end, wall)}. Nothing notifies, criticals included.`
  return changeSettings(watchfloor, { paused_until: formatTime(end) }, said)
}

export function resume(watchfloor: Watchfloor): Promise<boolean> {
  return changeSettings(watchfloor, { paused_until: null }, 'Notifications resumed.')
}
