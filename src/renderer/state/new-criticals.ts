import { type BoardAlert, isAgain, needsSomeone } from '@watchfloor/contract'
import type { Frame } from './live-store.ts'

/** Fingerprints of criticals that began in this frame. A new board is no news: nothing in it just happened. */
export function newCriticals({ replaced, events }: Pick<Frame, 'replaced' | 'events'>): readonly string[] {
  if (replaced) return []
  return events.flatMap((event) =>
    (event.type === 'alert_created' || event.type === 'alert_firing') &&
    event.source === 'alert_processor' &&
    event.data.level === 'critical' &&
    !isAgain(event.data) &&
    needsSomeone(event.data)
      ? [event.data.fingerprint]
      : [],
  )
}

/** Those of them that still need somebody. */
export function stillNeeded(
  fingerprints: readonly string[],
  alerts: ReadonlyMap<string, BoardAlert> | undefined,
): readonly BoardAlert[] {
  return fingerprints.flatMap((fingerprint) => {
    const alert = alerts?.get(fingerprint)
    return alert !== undefined && needsSomeone(alert) ? [alert] : []
  })
}
