import { factText } from '../../shared/conditions.ts'
import { readQuery } from '../../shared/query.ts'
import type { Place } from '../state/hash-location.ts'

/** Kinds of suppressed alerts that a link of Alertmanager's page shows or leaves out, each by its parameter. */
const KINDS = ['silenced', 'inhibited', 'muted'] as const

/**
 * Where a link of Alertmanager's own page leads here; undefined when it is none, or leads to the same place anyway.
 * Such links stand in every team's message templates and runbooks.
 */
export function placeOfAlertmanager({ path, query }: Place): string | undefined {
  if (/^\/alerts\/?$/.test(path)) return alertsPlace(query)
  if (/^\/status\/?$/.test(path)) return '/health?from=status'
  const edit = /^\/silences\/([^/]+)\/edit\/?$/.exec(path)?.[1]
  if (edit !== undefined) return `/silences/${edit}`
  const tail = /^\/silences\/new\/(.+)$/.exec(path)?.[1]
  if (tail === undefined) return undefined
  const parameters = readQuery(query)
  parameters.append('filter', decoded(tail))
  return `/silences/new?${parameters}`
}

/** Its list of alerts is the board: without a word it shows neither what is silenced, nor inhibited, nor muted. */
function alertsPlace(query: string): string {
  const given = readQuery(query)
  const board = new URLSearchParams()
  for (const text of given.getAll('filter')) if (text.trim() !== '') board.append('filter', text)
  const shows = (name: string, absent: boolean): boolean => {
    const text = given.get(name)
    return text === null ? absent : text.toLowerCase() !== 'false'
  }
  const isActiveShown = shows('active', true)
  const left = KINDS.filter((kind) => !shows(kind, false))
  if (!isActiveShown) board.append('filter', factText('state', '!=', 'active'))
  // What the board folds into one line is not shown either, until somebody asks for it.
  if (left.length < KINDS.length || !isActiveShown) {
    for (const kind of left) board.append('filter', factText(kind, '=', 'false'))
  }
  if (left.length < KINDS.length) board.set('suppressed', 'shown')
  const receiver = given.get('receiver') ?? ''
  if (receiver !== '') board.append('filter', factText('receiver', '=~', receiver))
  const group = given.get('group')
  if (group !== null) board.append('unused', `group=${group}`)
  return boardPlace(board)
}

/** The board with this query. */
export function boardPlace(query: URLSearchParams): string {
  const text = query.toString()
  return text === '' ? '/' : `/?${text}`
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
