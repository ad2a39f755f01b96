import type { Silence } from '@watchfloor/contract'
import type { SilencePolicy } from './silence-policy.ts'

/** Annotation, and end of the comment, of a silence that a Watchfloor wrote: Alertmanager before 0.32 drops annotations. */
export const COPY = 'watchfloor_silence'
const COPY_COMMENT = / ?\[watchfloor ([0-9a-f-]{36})\]$/

/** Id of the silence that this one is a copy of, on whichever Watchfloor wrote it; undefined when it is none. */
export function copyOf(silence: Pick<Silence, 'comment' | 'annotations'>): string | undefined {
  return silence.annotations[COPY] ?? COPY_COMMENT.exec(silence.comment)?.[1]
}

/**
 * A new silence with the upstreams that it is to be written to: those named, else those of the settings. What another
 * Watchfloor wrote here is a copy, and is not copied on, or it would go in a circle.
 */
export function withUpstreams(
  silence: Silence,
  policy: SilencePolicy,
  names: readonly string[] = policy.upstreams.filter(({ write }) => write).map(({ name }) => name),
): Silence {
  if (names.length === 0 || copyOf(silence) !== undefined) return silence
  return {
    ...silence,
    upstreams: names.map((name) => ({ name, state: 'waiting', since: silence.updated_at })),
  }
}

/**
 * Upstreams that the silence which takes the place of this one is written to, where nobody says: the same. Undefined
 * leaves it to the settings, as for one that was made before there were any.
 */
export function upstreamsOf(
  old: Silence | undefined,
  { upstreams }: SilencePolicy,
): readonly string[] | undefined {
  return old?.upstreams?.map(({ name }) => name).filter((name) => upstreams.some((one) => one.name === name))
}
