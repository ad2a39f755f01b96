import type { Refusal } from '@watchfloor/client'
import { fingerprint, formatTime, type LabelSet, type Millis } from '@watchfloor/contract'
import type { BoardBridge } from './bridge.ts'

/** How long a test alert lasts. */
export const TEST_ALERT_MS = 120_000

type Sent = { readonly ok: true } | Refusal

/** Posts one labelled alert that ends itself; it takes the way of every other alert. */
export function sendTestAlert(bridge: BoardBridge, now: Millis): Promise<Sent> {
  const labels = { alertname: 'WatchfloorTest', severity: 'info', test: 'true' }
  return post(bridge, labels, 'A test, sent from the board. It ends by itself after 2 min.', now)
}

export interface Drill {
  readonly labels: LabelSet
  readonly fingerprint: string
}

/** A drill of its own: `id` keeps it apart from every other. */
export function newDrill(id: string): Drill {
  const labels = { alertname: 'WatchfloorDrill', severity: 'critical', test: 'true', id }
  return { labels, fingerprint: fingerprint(labels) }
}

/** Posts a drill's critical. `name` is the person's. */
export function sendDrill(bridge: BoardBridge, { labels }: Drill, name: string, now: Millis): Promise<Sent> {
  return post(bridge, labels, `TEST: a drill from ${name}.`, now)
}

async function post(bridge: BoardBridge, labels: LabelSet, summary: string, now: Millis): Promise<Sent> {
  const answer = await bridge.request({
    method: 'POST',
    path: '/api/v2/alerts',
    body: [
      {
        labels,
        annotations: { summary },
        startsAt: formatTime(now),
        endsAt: formatTime(now + TEST_ALERT_MS),
      },
    ],
  })
  return answer.ok ? { ok: true } : answer
}
