import { type Outcome, outcomeOfOne, type Refusal, type Result } from '@watchfloor/client'
import type { Alert } from '@watchfloor/contract'

/** Browsers open six connections to a server. */
const AT_ONCE = 6

/** Asks for each by itself, a few at a time, what has no request for many. */
export async function askEach(
  alerts: readonly Alert[],
  ask: (alert: Alert) => Promise<Result<unknown>>,
): Promise<Outcome<Alert>> {
  const came: Outcome<Alert>[] = []
  const waiting = alerts.values()
  const lane = async (): Promise<void> => {
    for (const alert of waiting) came.push(outcomeOfOne(alert, await ask(alert)))
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
  return together(came)
}

export function together(came: readonly Outcome<Alert>[]): Outcome<Alert> {
  return {
    done: came.flatMap(({ done }) => done),
    late: came.flatMap(({ late }) => late),
    failed: came.flatMap(({ failed }) => failed),
    left: came.flatMap(({ left }) => left),
  }
}

/** Why something of it was not done; null when all was. */
export function refusalOf({ failed, late }: Outcome<Alert>): Refusal | null {
  return failed[0]?.refusal ?? late[0]?.refusal ?? null
}
