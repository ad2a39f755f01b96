import type { Group } from './groups.ts'
import type { Teller } from './teller.ts'

/** Groups that one moment decides about. */
const AT_ONCE = 200

/** Decisions about many groups, some at a time: if ten thousand were decided at once, nothing else got a turn. */
export interface Backlog {
  readonly add: (groups: readonly Group[], decide: (group: Group, teller: Teller) => void) => void
  /** Decides about the next ones. */
  readonly next: (teller: Teller) => void
  readonly isEmpty: () => boolean
  readonly clear: () => void
}

export function createBacklog(): Backlog {
  let waiting: {
    readonly groups: readonly Group[]
    readonly decide: (group: Group, teller: Teller) => void
  }[] = []
  return {
    add: (groups, decide) => {
      for (let from = 0; from < groups.length; from += AT_ONCE)
        waiting.push({ groups: groups.slice(from, from + AT_ONCE), decide })
    },
    next: (teller) => {
      const some = waiting.shift()
      for (const group of some?.groups ?? []) some?.decide(group, teller)
    },
    isEmpty: () => waiting.length === 0,
    clear: () => {
      waiting = []
    },
  }
}
