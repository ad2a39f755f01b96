import type { AuditStore } from '../storage.ts'
import { NOW } from './nodes.ts'
import type { Ask } from './reads.ts'
import { toText } from './texts.ts'

/** Keys that servers of this log signed with, or may have; none is ever forgotten, because its signature may stand. */
export function auditKeys(ask: Ask): NonNullable<AuditStore['keys']> {
  const known = async (): Promise<readonly string[]> =>
    (await ask<{ key: string }>('SELECT public_key AS key FROM audit_keys ORDER BY since, public_key')).map(
      ({ key }) => key,
    )
  return {
    known,
    tell: async (publicKey, name) => {
      const before = await known()
      await ask(`INSERT INTO audit_keys VALUES ($1, $2, ${NOW}) ON CONFLICT DO NOTHING`, [
        publicKey,
        toText(name),
      ])
      return before
    },
  }
}
