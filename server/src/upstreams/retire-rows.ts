import { retireHealth } from '../commands/retire-health.ts'
import type { Core } from '../core/core.ts'
import { UPSTREAM_ROW } from './upstream-finding.ts'

/** The health row of an upstream that is no longer configured would stay as it was, maybe red, for ever. */
export async function retireRows(
  core: Pick<Core, 'healthRows' | 'transact'>,
  names: readonly string[],
): Promise<void> {
  const known = new Set(names.map((name) => UPSTREAM_ROW + name))
  const stale = core
    .healthRows()
    .filter(({ component, status }) => component.startsWith(UPSTREAM_ROW) && status !== 'healthy')
    .filter(({ component }) => !known.has(component))
  if (stale.length === 0) return
  await core.transact((stage) => retireHealth(stage, stale, 'no longer among the upstreams'))
}
