import type { CompiledFilter } from '@watchfloor/contract'
import type { FanOutPart } from './fan-out.ts'
import type { Reader } from './reader.ts'
import { type Cut, cutInSteps, hasExpressions } from './select.ts'

/** Live readers of one filter share every buffer. */
export interface Group {
  readonly filter: CompiledFilter
  readonly readers: Set<Reader>
  /** See `Filtered.passed`. */
  passed: number
}

/** What each group gets of the same events. Those whose filters have no expressions wait for none. */
export function partsFor(
  groups: Iterable<Group>,
  of: Pick<Cut, 'shares' | 'from' | 'events'>,
): readonly FanOutPart[] {
  const cheapFirst = [...groups]
    .map((group) => ({ group, isCostly: hasExpressions(group.filter) }))
    .sort((a, b) => Number(a.isCostly) - Number(b.isCostly))
  return cheapFirst.map(({ group }) => ({
    readers: group.readers,
    cut: function* (asker) {
      const { filter, passed } = group
      const chunk = yield* cutInSteps({ ...of, filter, passed, asker, mostBytes: Number.POSITIVE_INFINITY })
      // Where nothing passes, whoever joined meanwhile may have brought a smaller bound.
      if (chunk !== undefined && chunk.events.length > 0) group.passed = chunk.passed
      return chunk
    },
  }))
}
