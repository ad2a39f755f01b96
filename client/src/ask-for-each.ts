import type { AcknowledgeRequest, Alert } from '@watchfloor/contract'
import pLimit from 'p-limit'
import type { Refusal, Result } from './result.ts'

/** Browsers open six connections to a server, and a group may hold hundreds of alerts. */
const AT_ONCE = 6

export interface Refused<A> {
  readonly alert: A
  readonly refusal: Refusal
}

/** What came of asking for many alerts at once. */
export interface Outcome<A> {
  readonly done: readonly A[]
  /** The world had moved on: it ended, it left the board, or somebody else was first. */
  readonly late: readonly Refused<A>[]
  /** Anything else: it did not happen, or nobody knows. */
  readonly failed: readonly Refused<A>[]
}

/** Takes many alerts, or gives them back (S9), each in the life that it is in here; `ask` does it with one. */
export async function askForEach<A extends Pick<Alert, 'fingerprint' | 'life'>>(
  alerts: readonly A[],
  name: string,
  ask: (
    fingerprint: string,
    request: Required<Pick<AcknowledgeRequest, 'life' | 'name'>>,
  ) => Promise<Result<Alert>>,
): Promise<Outcome<A>> {
  const results = await pLimit(AT_ONCE).map(alerts, async (alert) => {
    const result = await ask(alert.fingerprint, { life: alert.life, name })
    return { alert, refusal: result.ok ? null : result }
  })
  const refused = results.flatMap(({ alert, refusal }) => (refusal === null ? [] : [{ alert, refusal }]))
  return {
    done: results.filter(({ refusal }) => refusal === null).map(({ alert }) => alert),
    late: refused.filter(isLate),
    failed: refused.filter((one) => !isLate(one)),
  }
}

function isLate({ refusal }: Refused<unknown>): boolean {
  return refusal.reason === 'conflict' || refusal.reason === 'not_found'
}
