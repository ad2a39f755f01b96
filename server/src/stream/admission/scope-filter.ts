import {
  type CompiledFilter,
  type Event,
  type LoggedEvent,
  labelsOf,
  matcherFromData,
} from '@watchfloor/contract'
import type { Principal } from '../../access/principal.ts'
import { scopeTag } from '../../access/scope-tag.ts'

/**
 * Narrows a filter to what the principal may see (S20): alerts inside its scope, silences unless one of their
 * matchers rejects every value of a scoped label. Statistics count the whole board, so they are not for it.
 */
export function withScope(filter: CompiledFilter, scope: Principal['scope']): CompiledFilter {
  if (scope === undefined) return filter
  const tag = scopeTag(scope)
  const labels = Object.entries(scope).sort(([a], [b]) => (a < b ? -1 : 1))
  return {
    key: `${JSON.stringify(labels)} ${filter.key}`,
    passes: (event, work) => isVisible(event, labels) && filter.passes(event, work),
    admits: (event) => isVisible(event, labels) && filter.admits(event),
    matchers: filter.matchers,
    ...(tag !== undefined && { scope: tag }),
  }
}

function isVisible(
  event: Event | LoggedEvent,
  scope: readonly (readonly [string, readonly string[]])[],
): boolean {
  switch (event.source) {
    case 'alert_processor':
      return labelsOf(event.data).some((labels) =>
        scope.every(([name, values]) => values.includes(labels[name] ?? '')),
      )
    case 'silence_manager':
      return event.data.matchers.every((data) => {
        const values = scope.find(([name]) => name === data.name)?.[1]
        if (values === undefined) return true
        const matcher = matcherFromData(data)
        return matcher.ok && values.some((value) => matcher.value.matches({ [data.name]: value }))
      })
    case 'stats_collector':
      return false
    case 'health_monitor':
    case 'system':
      return true
    default:
      return event satisfies never
  }
}
