import { formatTime } from '@watchfloor/contract'
import type { Core } from '../core/core.ts'
import { UPSTREAM_ROW } from './upstream-finding.ts'

/** The health row of an upstream that is no longer configured would stay as it was, maybe red, for ever. */
export async function retireRows(
  core: Pick<Core, 'board' | 'changeSilences'>,
  names: readonly string[],
): Promise<void> {
  const known = new Set(names.map((name) => UPSTREAM_ROW + name))
  const stale = core
    .board()
    .health.filter(({ component, status }) => component.startsWith(UPSTREAM_ROW) && status !== 'healthy')
    .filter(({ component }) => !known.has(component))
  if (stale.length === 0) return
  await core.changeSilences((stage) => {
    const since = formatTime(stage.now)
    for (const { component, kind, quiet } of stale) {
      stage.putHealth({
        component,
        kind,
        quiet,
        since,
        status: 'healthy',
        message: 'no longer among the upstreams',
      })
    }
  })
}
