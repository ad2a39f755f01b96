import {
  type BoardSilence,
  type CompiledAll,
  formatMatcher,
  matcherToData,
  narrowsOrKeeps,
  parseAsked,
} from '@watchfloor/contract'

import { readQuery } from '../../../shared/query.ts'

/** Silences that a link asks for by their matchers, as Alertmanager's own list of silences has it. */
export interface AskedSilences {
  /** As written; none asks for all. */
  readonly texts: readonly string[]
  readonly read: CompiledAll
}

export function askedOf(query: string): AskedSilences {
  const texts = readQuery(query)
    .getAll('filter')
    .filter((text) => text.trim() !== '')
  const read = parseAsked(texts)
  return { texts: read.ok ? read.value.map(formatMatcher) : texts, read }
}

/** Those that have all of these matchers, word by word: no labels are looked at. None when one cannot be read (S28). */
export function withMatchers(
  silences: readonly BoardSilence[],
  { read }: AskedSilences,
): readonly BoardSilence[] {
  if (!read.ok) return []
  const wanted = read.value.map(matcherToData)
  return wanted.length === 0 ? silences : silences.filter(({ matchers }) => narrowsOrKeeps(matchers, wanted))
}
