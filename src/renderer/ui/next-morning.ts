import type { Millis } from '@watchfloor/contract'

/** The next 08:00 in this computer's zone. */
export function nextMorning(now: Millis): Millis {
  const morning = new Date(now)
  morning.setHours(8, 0, 0, 0)
  if (morning.getTime() <= now) morning.setDate(morning.getDate() + 1)
  return morning.getTime()
}
