import { formatTime, type Millis } from '@watchfloor/contract'
import type { Finding } from './rows.ts'

/** Whether people can sign in at their provider now; there is no row where they do not. */
export function providerRows(
  provider:
    | {
        readonly name: string
        readonly trouble: { readonly since: Millis; readonly reason: string } | undefined
      }
    | undefined,
): readonly Finding[] {
  if (provider === undefined) return []
  const { name, trouble } = provider
  const row = { component: `Sign-in by ${name}`, kind: 'server', quiet: false } as const
  if (trouble === undefined) return [{ ...row, status: 'healthy' }]
  const message = `the provider cannot be asked since ${formatTime(trouble.since)} (${trouble.reason}): nobody can sign in there; whoever is signed in goes on, and tokens work`
  return [{ ...row, status: 'degraded', message }]
}
