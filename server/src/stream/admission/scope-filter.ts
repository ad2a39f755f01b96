import type { CompiledFilter, Event, LoggedEvent } from '@watchfloor/contract'
import { scopeTag } from '../../access/scope-tag.ts'
import type { View } from '../../core/view.ts'

/** Narrows a filter to what somebody sees (S20), as they see it. */
export function withinView(
  filter: CompiledFilter,
  { sight, event: told }: Pick<View, 'sight' | 'event'>,
): CompiledFilter {
  const tag = scopeTag(sight.scope)
  if (tag === undefined) return filter
  // Their statistics are counted for them.
  const isTheirs = (event: Event | LoggedEvent): boolean =>
    event.type === 'stats_updated' || told(event) !== undefined
  return {
    key: `${sight.key} ${filter.key}`,
    passes: (event, work) => filter.admits(event) && isTheirs(event) && filter.passes(event, work),
    admits: (event) => filter.admits(event) && isTheirs(event),
    matchers: filter.matchers,
    scope: tag,
    shown: (event) => told(event) ?? event,
  }
}
