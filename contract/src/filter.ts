import type { AlertChange, Event, LoggedEvent } from './event.ts'
import type { Work } from './expression/work.ts'
import type { LabelSet } from './labels.ts'
import { type Compiled, type Matcher, matchesAll } from './matcher.ts'
import { parseEachMatcher } from './parse-matcher.ts'
import type { StreamFilter } from './subscription.ts'

/** A stream's filter, compiled. Live and replayed events go through the same function. */
export interface CompiledFilter {
  /** Same text for filters that let the same events pass, so that their readers share buffers. */
  readonly key: string
  readonly passes: (event: Event | LoggedEvent, work?: Work) => boolean
  /** The part of it that looks at no label. */
  readonly admits: (event: Event | LoggedEvent) => boolean
  /** The part that tests an alert's labels; all must hold. */
  readonly matchers: readonly Matcher[]
  /** Names the scope that it stays within, in the cursors of whoever follows it; absent when that is all alerts. */
  readonly scope?: string
  /** How its readers are told of an event that passes; as it is when absent. */
  readonly shown?: (event: LoggedEvent) => LoggedEvent
}

/** The labels that a filter tests: where the level changed also those of before, so that who followed it sees it leave. */
export function labelsOf({ labels, was }: AlertChange): readonly LabelSet[] {
  return was === undefined ? [labels] : [labels, { ...labels, severity: was.severity }]
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
  const admits = (event: Event | LoggedEvent): boolean => {
    if (types && !types.has(event.type)) return false
    if (sources && !sources.has(event.source)) return false
    if (event.source !== 'alert_processor' || levels === undefined) return true
    const { level, was } = event.data
    return levels.has(level) || (was !== undefined && levels.has(was.level))
  }
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
      passes: (event, work) =>
        admits(event) &&
        (event.source !== 'alert_processor' ||
          labelsOf(event.data).some((labels) => matchesAll(matchers, labels, work))),
      admits,
      matchers,
    },
  }
}
