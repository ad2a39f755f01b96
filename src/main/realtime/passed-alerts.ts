import type { Client } from '@watchfloor/client'
import {
  type Alert,
  AlertHistoryPage,
  formatTime,
  isGoingOn,
  type Millis,
  needsSomeone,
  parser,
} from '@watchfloor/contract'

const parse = parser(AlertHistoryPage)

type AlertEvent = AlertHistoryPage['events'][number]

/** Pages of a thousand; an absence with more than that in it is told by its numbers anyway. */
const MOST_PAGES = 5

/**
 * Criticals and highs that began and ended since a time, as they last fired: after a reset the board no longer shows
 * them, and no event will tell of them (S17). Empty when the server cannot say.
 */
export async function readPassedAlerts(
  client: Pick<Client, 'request'>,
  since: Millis,
): Promise<readonly Alert[]> {
  const events: AlertEvent[] = []
  let before: string | null = null
  for (let page = 0; page < MOST_PAGES; page++) {
    const query = new URLSearchParams({
      from: formatTime(since),
      sources: 'alert_processor',
      severity: 'critical,high',
      limit: '1000',
      ...(before === null ? {} : { before }),
    })
    const answer = await client.request({ path: `/api/v2/history?${query}`, parse })
    if (!answer.ok) break
    for (const event of answer.value.events) events.push(event)
    before = answer.value.before
    if (before === null) break
  }
  return passedIn(events.reverse())
}

/** `events` oldest first. What was hidden or in somebody's hands when it ended needs nobody. */
export function passedIn(events: readonly AlertEvent[]): readonly Alert[] {
  /** By fingerprint: what flaps is one, whatever life it is in (S10). */
  const there = new Map<string, Alert>()
  const passed: Alert[] = []
  for (const { type, data } of events) {
    const { by: _by, reason: _reason, ...alert } = data
    if (type === 'alert_created' || type === 'alert_firing') there.set(alert.fingerprint, alert)
    const last = there.get(alert.fingerprint)
    if (last === undefined) continue
    if (isGoingOn(alert)) there.set(alert.fingerprint, alert)
    else {
      there.delete(alert.fingerprint)
      if (needsSomeone(last)) passed.push(last)
    }
  }
  return passed
}
