import { LEASE } from '../../cluster/presence.ts'
import { CHANNEL, NOW } from './nodes.ts'
import type { Ask } from './reads.ts'

/**
 * Takes the duty if it has not changed hands since it was looked at and whoever has it was not heard of. The row of
 * that one is locked first: a sign of life of it comes before, and counts, or after, and then finds who has the duty
 * now. So there is no moment at which two of them believe to have it.
 */
export async function takeDuty(
  ask: Ask,
  me: string,
  { keeper, keeperTerm }: { readonly keeper: string; readonly keeperTerm: number },
): Promise<boolean> {
  await ask('BEGIN')
  try {
    await ask('SELECT FROM nodes WHERE id = $1 FOR UPDATE', [keeper])
    const taken = await ask(
      `UPDATE log_head SET keeper = $1, keeper_term = keeper_term + 1 WHERE keeper_term = $2::bigint
        AND NOT EXISTS (SELECT FROM nodes WHERE id = $3 AND abs(${NOW} - seen) < $4::bigint) RETURNING 1`,
      [me, keeperTerm, keeper, LEASE],
    )
    await ask('COMMIT')
    return taken.length > 0
  } catch (error) {
    await ask('ROLLBACK').catch(() => undefined)
    throw error
  }
}

/** It is not there any more, and has no duty; the others hear of it at once. */
export async function leave(ask: Ask, me: string): Promise<void> {
  await ask(
    `WITH gone AS (DELETE FROM nodes WHERE id = $1 RETURNING 1),
      given AS (UPDATE log_head SET keeper = '', keeper_term = keeper_term + 1 WHERE keeper = $1 RETURNING 1)
    SELECT pg_notify('${CHANNEL}', current_schema() || ' all')`,
    [me],
  )
}
