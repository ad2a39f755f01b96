import { readQuery } from '../../shared/query.ts'

const NAME = 'of'
const GROUP = 'group'

/** Does this query of a detail mean the whole group of its alert? Then what is done there is done to all of it. */
export function meansGroup(query: string): boolean {
  return readQuery(query).get(NAME) === GROUP
}

/** The query with or without the mark; the rest stays as it was written. */
export function asOfGroup(query: string, isGroup: boolean): string {
  const mark = `${NAME}=${GROUP}`
  const rest = query.split('&').filter((part) => part !== '' && part !== mark)
  return [...rest, ...(isGroup ? [mark] : [])].join('&')
}
