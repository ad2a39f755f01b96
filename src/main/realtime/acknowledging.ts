import { actOnMany, type Client, type Outcome, outcomeOfOne } from '@watchfloor/client'
import { type Alert, isGoingOn, isOfLife, mayTake } from '@watchfloor/contract'
import type { AlertLife } from '../../shared/inbox.ts'
import { whyNotDone } from '../../shared/refusal-words.ts'

/** What came of taking some alerts from outside the window. */
export interface Taken {
  /** The alert to speak of. */
  readonly alert: Alert
  /** Why it was not done; null when it was. */
  readonly refusal: Problem | null
}

export interface Problem {
  readonly kind: 'failed' | 'not_needed'
  readonly message: string
}

/**
 * Takes those of these lives that nobody has (S9), or that this person is asked about (S37, S38). Null when none of them is known any more; a life that has
 * ended or was taken by somebody is not taken, and that is said.
 */
export async function takeAlerts(
  client: Pick<Client, 'acknowledge' | 'request'>,
  lives: readonly AlertLife[],
  find: (fingerprint: string) => Alert | undefined,
  name: string,
): Promise<Taken | null> {
  const known = lives.flatMap(({ fingerprint, life }) => {
    const alert = find(fingerprint)
    return alert === undefined || !isOfLife(alert, life) ? [] : [alert]
  })
  const [first] = known
  if (first === undefined) return null
  const free = known.filter((alert) => mayTake(alert, name))
  const [subject] = free
  if (subject === undefined)
    return { alert: first, refusal: { kind: 'not_needed', message: whyNot(first, name) } }
  const { done, late, failed } = await take(client, free, name)
  const [failure] = failed
  if (failure !== undefined) {
    const { reason, message } = failure.refusal
    return { alert: failure.alert, refusal: { kind: 'failed', message: whyNotDone(reason, message) } }
  }
  const [missed] = late
  if (done.length > 0 || missed === undefined) return { alert: subject, refusal: null }
  return { alert: subject, refusal: { kind: 'not_needed', message: missed.refusal.message } }
}

async function take(
  client: Pick<Client, 'acknowledge' | 'request'>,
  alerts: readonly Alert[],
  name: string,
): Promise<Outcome<Alert>> {
  const [only] = alerts
  if (only !== undefined && alerts.length === 1)
    return outcomeOfOne(only, await client.acknowledge(only.fingerprint, { life: only.life, name }))
  return await actOnMany(alerts, { act: 'acknowledge', name }, (request) =>
    client.request({ ...request, parse: (value) => ({ ok: true, value }) }),
  )
}

function whyNot(alert: Alert, name: string): string {
  const { acknowledged_by } = alert
  if (!isGoingOn(alert) || acknowledged_by === null) return 'It has resolved.'
  return acknowledged_by.name === name ? 'You already have it.' : `${acknowledged_by.name} has it.`
}
