import type { Group } from './groups.ts'
import type { Teller } from './teller.ts'

/** Groups that one moment decides about. */
const PIECE = 200

/** Decisions about many groups, a piece at a time: if ten thousand were decided at once, nothing else got a turn. */
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
      for (let from = 0; from < groups.length; from += PIECE)
        waiting.push({ groups: groups.slice(from, from + PIECE), decide })
    },
    next: (teller) => {
      const piece = waiting.shift()
      for (const group of piece?.groups ?? []) piece?.decide(group, teller)
    },
    isEmpty: () => waiting.length === 0,
    clear: () => {
      waiting = []
    },
  }
}
