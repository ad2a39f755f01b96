import type { SourceRecord } from './source-record.ts'

/** Names that a row says of those that it stands for; how many more there are is not counted. */
const MOST_NAMES = 20
const LONGEST_NAME = 100

/** The names with further ones, as far as they are kept. */
export function withNames(known: readonly string[] = [], further: Iterable<string>): readonly string[] {
  const names = new Set(known)
  for (const name of further) {
    if (names.size > MOST_NAMES) break
    names.add(name.slice(0, LONGEST_NAME).toWellFormed())
  }
  return [...names]
}

/** What the row says of them; undefined when it is a source like any other. */
export function othersText({ others }: Pick<SourceRecord, 'others'>): string | undefined {
  if (others === undefined) return undefined
  const [count, end] = others.length > MOST_NAMES ? [`more than ${MOST_NAMES}`, ', …'] : [others.length, '']
  const names = others.slice(0, MOST_NAMES).join(', ')
  return `stands for ${count} further sources, because there are very many (limits.sources_per_sender, limits.sources): ${names}${end}`
}
