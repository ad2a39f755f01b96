import { isBlank, type Silence } from '@watchfloor/contract'
import type { Finding } from '../health/rows.ts'
import { linkTo } from '../silences/upstream-links.ts'
import type { UpstreamWatch } from './upstream-watch.ts'

/** How the name of an upstream's health row begins; an Alertmanager that sends alerts here has a row of its own. */
export const UPSTREAM_ROW = 'Upstream '

/** The health row of one upstream: red while it is not reached or brings more than there is room for, amber while something of ours is not there. */
export function upstreamFinding(
  watch: Pick<UpstreamWatch, 'upstream' | 'error' | 'wasReached' | 'leftOut'>,
  silences: readonly Silence[],
): Finding | undefined {
  const { name, url } = watch.upstream
  const row = { component: `${UPSTREAM_ROW}${name}`, kind: 'server', quiet: false } as const
  const mirrored = silences.filter(
    ({ state, mirrored_from }) => state !== 'expired' && mirrored_from?.includes(name),
  ).length
  const links = silences.flatMap((silence) => {
    const link = linkTo(silence, name)
    return link?.error === undefined || link.state === 'ended' ? [] : [{ silence, link }]
  })
  if (watch.error !== undefined) {
    const kept = mirrored === 0 ? '' : `; the ${mirrored} silences that came from it stay as they were last`
    const message = `${url} is not reached: ${watch.error}${kept}${waiting(links.length)}`
    return { ...row, status: 'unhealthy', message }
  }
  // Before the first attempt there is nothing to say.
  if (!watch.wasReached) return undefined
  const [reason] = watch.leftOut.values()
  if (reason !== undefined) {
    const count = watch.leftOut.size
    const what =
      count === 1
        ? 'a silence of it is not taken over and hides'
        : `${count} of its silences are not taken over and hide`
    return { ...row, status: 'unhealthy', message: `${what} nothing here: ${reason}` }
  }
  const [first] = links
  if (first === undefined) return { ...row, status: 'healthy' }
  const { silence, link } = first
  const more = links.length === 1 ? '' : `; and ${links.length - 1} more`
  const message = `a silence of ours is not there as it should be: ${silence.id}${isBlank(silence.comment) ? '' : ` (${silence.comment})`}: ${link.error}${more}`
  return { ...row, status: 'degraded', message }
}

function waiting(count: number): string {
  if (count === 0) return ''
  return count === 1 ? '; 1 silence of ours waits for it' : `; ${count} silences of ours wait for it`
}
