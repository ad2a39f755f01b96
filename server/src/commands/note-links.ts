import type { UpstreamLink } from '@watchfloor/contract'
import type { Stage } from '../ledger/stage.ts'
import { linkTo, withLink } from '../silences/upstream-links.ts'

/** Writes down where silences stand at an upstream; what stands so already says nothing. */
export function noteLinks(stage: Stage, links: readonly (readonly [id: string, link: UpstreamLink])[]): void {
  for (const [id, link] of links) {
    const silence = stage.silence(id)
    const before = silence === undefined ? undefined : linkTo(silence, link.name)
    if (silence === undefined || JSON.stringify(before) === JSON.stringify(link)) continue
    const { name, state, error } = link
    const reason = error === undefined ? `${state} on ${name}` : `not on ${name}: ${error}`
    stage.putSilence('silence_updated', withLink(silence, link), { reason })
  }
}
