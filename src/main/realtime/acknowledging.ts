import type { Client, Refusal } from '@watchfloor/client'
import type { Alert } from '@watchfloor/contract'
import pLimit from 'p-limit'
import type { AlertLife } from '../../shared/inbox.ts'

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

/** At most so many requests at once: a group may hold hundreds. */
const AT_ONCE = 8

/**
 * Takes those of these lives that still need somebody (S9). Null when none of them is known any more; a life that has
 * ended or was taken by somebody is not taken, and that is said.
 */
export async function takeAlerts(
  client: Pick<Client, 'acknowledge'>,
  lives: readonly AlertLife[],
  find: (fingerprint: string) => Alert | undefined,
  name: string,
): Promise<Taken | null> {
  const known = lives.flatMap(({ fingerprint, life }) => {
    const alert = find(fingerprint)
    return alert === undefined || alert.life !== life ? [] : [alert]
  })
  const [first] = known
  if (first === undefined) return null
  const free = known.filter(({ status, acknowledged_by }) => status === 'firing' && acknowledged_by === null)
  const [subject] = free
  if (subject === undefined) return { alert: first, refusal: { kind: 'not_needed', message: whyNot(first) } }
  const results = await pLimit(AT_ONCE).map(free, ({ fingerprint, life }) =>
    client.acknowledge(fingerprint, { life, name }),
  )
  const refusals = results.filter((result) => !result.ok)
  const [refusal] = refusals
  if (refusal === undefined) return { alert: subject, refusal: null }
  if (refusals.every(({ reason }) => reason === 'conflict' || reason === 'not_found')) {
    if (refusals.length < free.length) return { alert: subject, refusal: null }
    return { alert: subject, refusal: { kind: 'not_needed', message: refusal.message } }
  }
  return { alert: subject, refusal: { kind: 'failed', message: failureText(refusal) } }
}

function whyNot({ status, acknowledged_by }: Alert): string {
  if (status === 'resolved' || acknowledged_by === null) return 'It has resolved.'
  return `${acknowledged_by.name} has it.`
}

function failureText({ reason, message }: Refusal): string {
  switch (reason) {
    case 'unreachable':
      return 'The server was not reached.'
    case 'no_answer':
      return 'The server did not answer: it may have arrived.'
    case 'signed_out':
      return 'You are signed out.'
    case 'stopped':
      return 'This app is quitting.'
    case 'busy':
      return 'The server is busy.'
    default:
      return `The server refused it: ${message}`
  }
}
