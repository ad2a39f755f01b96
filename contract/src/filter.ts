import type { Event, LoggedEvent } from './event.ts'
import { type Compiled, matchesAll } from './matcher.ts'
import { parseEachMatcher } from './parse-matcher.ts'
import type { StreamFilter } from './subscription.ts'

/** A stream's filter, compiled. Live and replayed events go through the same function. */
export interface CompiledFilter {
  /** Same text for filters that let the same events pass, so that their readers share buffers. */
  readonly key: string
  readonly passes: (event: Event | LoggedEvent) => boolean
}

/**
 * Compiles a filter (S20): `types` and `sources` test the event; `severity` (mapped levels) and `filter`
 * test an alert's labels and let events about anything else pass.
 */
export function compileFilter(filter: StreamFilter): Compiled<CompiledFilter> {
  const read = parseEachMatcher(filter.filter ?? [])
  if (!read.ok) return read
  const matchers = read.value
  const types = filter.types && new Set<string>(filter.types)
  const sources = filter.sources && new Set<string>(filter.sources)
  const levels = filter.severity && new Set<string>(filter.severity)
  const key = JSON.stringify([
    types ? [...types].sort() : null,
    sources ? [...sources].sort() : null,
    levels ? [...levels].sort() : null,
    matchers.map(({ name, operator, value }) => `${name}${operator}${value}`).sort(),
  ])
  return {
    ok: true,
    value: {
      key,
      passes: (event) => {
        if (types && !types.has(event.type)) return false
        if (sources && !sources.has(event.source)) return false
        if (event.source !== 'alert_processor') return true
        if (levels && !levels.has(event.data.level)) return false
        return matchesAll(matchers, event.data.labels)
      },
    },
  }
}
