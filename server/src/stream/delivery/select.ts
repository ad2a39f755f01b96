import type { CompiledFilter, LoggedEvent } from '@watchfloor/contract'
import { passesFilter, unlimited } from '../../ground/budgeted.ts'
import type { Steps } from '../../ground/steps.ts'
import { type Chunk, cutChunk } from '../wire/chunk.ts'
import { eventSize } from '../wire/event-json.ts'
import type { FilterShares } from './filter-shares.ts'

/** Does finding out what passes take more than a look? */
export function hasExpressions({ matchers }: CompiledFilter): boolean {
  return matchers.some(({ size }) => size > 0)
}

export interface Cut {
  readonly shares: FilterShares
  readonly filter: CompiledFilter
  /** See `Filtered.passed`. */
  readonly passed: number
  readonly from: number
  /** Contiguous ones that follow `from`. */
  readonly events: readonly LoggedEvent[]
  readonly mostBytes: number
  /** Who pays for it. */
  readonly asker: string
}

/** `cutChunk` in steps, paid for; undefined when whoever asks has spent more than his share. */
export function* cutInSteps({
  shares,
  filter,
  passed,
  from,
  events,
  mostBytes,
  asker,
}: Cut): Steps<Chunk | undefined> {
  if (!hasExpressions(filter)) return cutChunk({ ...filter, passed }, from, events, mostBytes)
  const passing = new Set<LoggedEvent>()
  const work = unlimited()
  let looked = 0
  let size = 0
  for (const event of events) {
    if (size >= mostBytes) break
    if (shares.isOver(asker)) return undefined
    const steps = passesFilter(filter, event, work)
    for (;;) {
      const before = work.steps
      const { done, value } = steps.next()
      shares.spend(asker, work.steps - before)
      if (done === true) {
        if (value) passing.add(event)
        break
      }
      if (shares.isOver(asker)) return undefined
      yield
    }
    looked++
    if (passing.has(event)) size += eventSize(event)
  }
  const filtered = { ...filter, passes: (event: LoggedEvent) => passing.has(event), passed }
  return cutChunk(filtered, from, events.slice(0, looked), mostBytes)
}
