import type { Refusal } from '@watchfloor/client'
import { formatTime, type Millis } from '@watchfloor/contract'
import type { BoardBridge } from './bridge.ts'

/** How long a test alert lasts. */
export const TEST_ALERT_MS = 120_000

/** Posts one labelled alert that ends itself; it takes the way of every other alert. */
export async function sendTestAlert(
  bridge: BoardBridge,
  now: Millis,
): Promise<{ readonly ok: true } | Refusal> {
  const answer = await bridge.request({
    method: 'POST',
    path: '/api/v2/alerts',
    body: [
      {
        labels: { alertname: 'WatchfloorTest', severity: 'info', test: 'true' },
        annotations: { summary: 'A test, sent from the board. It ends by itself after 2 min.' },
        startsAt: formatTime(now),
        endsAt: formatTime(now + TEST_ALERT_MS),
      },
    ],
  })
  return answer.ok ? { ok: true } : answer
}
