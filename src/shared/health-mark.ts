import type { Health } from '@watchfloor/contract'

/** How a component stands, to people. A source that says nothing is quiet; a heartbeat that does not come fails (S12). */
export type HealthMark = 'ok' | 'quiet' | 'degraded' | 'failing'

export function healthMark({ kind, quiet, status }: Pick<Health, 'kind' | 'quiet' | 'status'>): HealthMark {
  if (kind === 'source' && quiet) return 'quiet'
  if (status === 'unhealthy') return 'failing'
  return status === 'degraded' ? 'degraded' : 'ok'
}
