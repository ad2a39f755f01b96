import type { Millis } from '@watchfloor/contract'
import { nextMorning } from './times.ts'

/** How long notifications may be paused; never for ever. */
export const PAUSES = ['15_min', '1_h', 'until_8'] as const
export type PauseLength = (typeof PAUSES)[number]

export const PAUSE_LABELS: Readonly<Record<PauseLength, string>> = {
  '15_min': 'Pause 15 min',
  '1_h': 'Pause 1 h',
  until_8: 'Pause until 08:00',
}

/** When a pause ends that begins now, by this computer's clock. */
export function pauseEnd(length: PauseLength, now: Millis): Millis {
  switch (length) {
    case '15_min':
      return now + 15 * 60_000
    case '1_h':
      return now + 60 * 60_000
    case 'until_8':
      return nextMorning(now)
  }
}

/** When the pause ends that holds now; null when none does. */
export function pauseAt(until: Millis | null, now: Millis): Millis | null {
  return until !== null && now < until ? until : null
}
