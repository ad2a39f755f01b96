import type { Silence } from '@watchfloor/contract'
import { withoutMark } from './acknowledgement-mark.ts'

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
