import { ENDS_WITH, type Silence } from '@watchfloor/contract'
import { withoutMark } from './acknowledgement-mark.ts'
import type { SilenceInput } from './silence-input.ts'

/** Annotations that Alertmanager's API shows and that are not stored: where else a silence stands. */
export const UPSTREAM = 'watchfloor_upstream_'
export const MIRRORED_FROM = 'watchfloor_mirrored_from'

/** What a client may set; a tool that sends back what it was shown must not turn it into something that was said. */
export function settable(annotations: Silence['annotations']): Silence['annotations'] {
  const kept = Object.entries(withoutMark(annotations)).filter(
    ([name]) => !name.startsWith(UPSTREAM) && name !== MIRRORED_FROM,
  )
  return Object.fromEntries(kept)
}

/** What a Watchfloor noted for itself, which other tools neither show nor send. */
export function ownNotes(annotations: Silence['annotations']): Silence['annotations'] {
  return Object.fromEntries(Object.entries(annotations).filter(([name]) => name.startsWith('watchfloor_')))
}

/**
 * The annotations of a silence after somebody made or changed it. Clients that know none say nothing of those that
 * there are, so they stay; from one that knows them, all but our own notes are as it says.
 */
export function annotationsAfter(
  old: Pick<Silence, 'annotations'> | undefined,
  { annotations, endsWith }: Pick<SilenceInput, 'annotations' | 'endsWith'>,
): Silence['annotations'] {
  const before = old?.annotations ?? {}
  const said = annotations === undefined ? before : { ...ownNotes(before), ...annotations }
  const kept = settable(said)
  if (endsWith === undefined) return kept
  const { [ENDS_WITH]: _earlier, ...others } = kept
  return endsWith === null ? others : { ...others, [ENDS_WITH]: endsWith }
}
