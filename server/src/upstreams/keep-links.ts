import type { Silence, UpstreamLink } from '@watchfloor/contract'
import { noteLinks } from '../commands/note-links.ts'
import type { Core } from '../core/core.ts'
import { linkTo, workFor } from '../silences/upstream-links.ts'

type Silences = Pick<Core, 'silences' | 'transact'>

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
  await core.transact((stage) => noteLinks(stage, links))
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
