import type { Alert } from './alert.ts'
import { parseCursor } from './cursor.ts'

/** It fires, or it flaps and is quiet for a moment (S10): either way it is there, to be seen, taken and silenced. */
export function isGoingOn({
  status,
  episode,
}: {
  readonly status: Alert['status']
  readonly episode?: unknown
}): boolean {
  return status === 'firing' || episode !== undefined
}

/** Its present life is not the first of the episode: what began with it is no news (S10). */
export function isAgain({ life, first_life }: Pick<Alert, 'life' | 'first_life'>): boolean {
  return first_life !== undefined && first_life !== life
}

/** Is this one of the lives that the alert is taken and told by now? Those of an episode are one (S10). */
export function isOfLife(alert: Pick<Alert, 'life' | 'first_life'>, life: string): boolean {
  if (life === alert.life) return true
  if (alert.first_life === undefined) return false
  const [first, meant, last] = [alert.first_life, life, alert.life].map((text) => parseCursor(text)?.sequence)
  if (first === undefined || meant === undefined || last === undefined) return false
  return first <= meant && meant <= last
}
