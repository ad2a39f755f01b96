import type { ResolvedBy } from '@watchfloor/contract'

const WORDS: Readonly<Record<ResolvedBy, readonly [verb: string, by: string]>> = {
  sender: ['Resolved', 'by its sender'],
  webhook: ['Resolved', 'by webhook'],
  person: ['Resolved', 'by hand'],
  // A loss of contact is no success (S2).
  timeout: ['Ended', 'by timeout: nobody said that it is over'],
}

/** How a life ended, `Resolved`, and by whose word. */
export function endedBy(resolvedBy: ResolvedBy = 'sender'): readonly [verb: string, by: string] {
  return WORDS[resolvedBy]
}
