import type { Silence, UpstreamLink } from '@watchfloor/contract'
import type { Core } from '../core/core.ts'
import { linkTo, withLink, workFor } from './links.ts'

type Silences = Pick<Core, 'silences' | 'changeSilences'>

/** Silences that have to be written to an upstream, or ended there. */
export function pendingFor(core: Pick<Core, 'silences'>, name: string): readonly Silence[] {
  return core.silences().filter((silence) => {
    const link = linkTo(silence, name)
    return link !== undefined && workFor(silence, link) !== undefined
  })
}

/** Writes down where silences stand at an upstream; what stands so already says nothing. */
export async function keepLinks(
  core: Silences,
  links: readonly (readonly [id: string, link: UpstreamLink])[],
): Promise<void> {
  if (links.length === 0) return
  await core.changeSilences((stage) => {
    for (const [id, link] of links) {
      const silence = stage.silence(id)
      const before = silence === undefined ? undefined : linkTo(silence, link.name)
      if (silence === undefined || JSON.stringify(before) === JSON.stringify(link)) continue
      const { name, state, error } = link
      const reason = error === undefined ? `${state} on ${name}` : `not on ${name}: ${error}`
      stage.putSilence('silence_updated', withLink(silence, link), { reason })
    }
  })
}

/** Says of every silence that waits for an upstream which is away why it does. */
export function keepWaiting(core: Silences, name: string, error: string): Promise<void> {
  const links = pendingFor(core, name).flatMap((silence): [string, UpstreamLink][] => {
    const link = linkTo(silence, name)
    return link === undefined || link.error !== undefined
      ? []
      : [[silence.id, { ...link, state: 'waiting', error }]]
  })
  return keepLinks(core, links)
}
