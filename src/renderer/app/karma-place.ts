import { compileMatcher, formatMatcher, type Operator, parser } from '@watchfloor/contract'
import Type from 'typebox'
import { eachCondition, factText } from '../../shared/conditions.ts'
import { boardPlace } from './alertmanager-place.ts'

/** karma's `name`, operator and value of one filter; what has no operator is an expression for any text of an alert. */
const FILTER = /^(@?[a-zA-Z_][a-zA-Z0-9_]*)([=!<>~]+)([\s\S]*)$/
/** What karma calls otherwise than we do, or did once. */
const RENAMED: Readonly<Record<string, string>> = { silence_id: 'silenced_by' }
const SIGNS_OF_EXPRESSIONS = /[\\^$*+?()|[\]{}]/

/** The form of a silence, as karma packs it into a link. */
const Packed = Type.Object({
  am: Type.Optional(Type.Unknown()),
  m: Type.Array(
    Type.Object({
      n: Type.String(),
      v: Type.Array(Type.String()),
      r: Type.Boolean(),
      e: Type.Optional(Type.Boolean()),
    }),
    { minItems: 1 },
  ),
  d: Type.Optional(Type.Number()),
  c: Type.Optional(Type.String()),
})
type Packed = Readonly<Type.Static<typeof Packed>>
const parsePacked = parser(Packed)

/**
 * Where a link of karma's page leads here: its filters are `q`, its silence form is `m`, both in the query of the page
 * itself. Undefined when the query is none of karma's.
 */
export function placeOfKarma(search: string): string | undefined {
  const given = new URLSearchParams(search)
  const packed = given.get('m')
  if (packed !== null) return silencePlace(packed)
  const filters = [...given.getAll('q'), ...given.getAll('q[]')]
  return filters.length === 0 ? undefined : filteredPlace(filters)
}

function filteredPlace(filters: readonly string[]): string {
  const board = new URLSearchParams()
  const words: string[] = []
  for (const filter of new Set(filters.map((text) => text.replace(/^[ \t]+|[ \t]+$/g, '')))) {
    if (filter === '') continue
    if (/^@limit=/.test(filter)) board.append('unused', filter)
    else if (!FILTER.test(filter) && !/\s/.test(filter) && !SIGNS_OF_EXPRESSIONS.test(filter))
      words.push(filter)
    else board.append('filter', conditionOf(filter))
  }
  if (words.length > 0) board.set('q', words.join(' '))
  // karma shows what is suppressed beside the rest, unless it is asked for what is active alone.
  if (!filters.includes('@state=active')) board.set('suppressed', 'shown')
  return boardPlace(board)
}

/** One filter of karma's as a condition of ours; as it is where there is none, so that the board says why. */
function conditionOf(filter: string): string {
  const [, given, sign, value = ''] = FILTER.exec(filter) ?? []
  if (given === undefined) return containing('text', '=~', filter) ?? filter
  const isFact = given.startsWith('@')
  const bare = isFact ? given.slice(1) : given
  const name = Object.hasOwn(RENAMED, bare) ? (RENAMED[bare] as string) : bare
  const operator = (['=', '!=', '=~', '!~'] as const).find((one) => one === sign)
  if (operator === undefined || value === '') return filter
  if (operator.endsWith('~')) return containing(name, operator, value, isFact) ?? filter
  if (!isFact) return formatMatcher({ name, operator, value })
  const text = factText(name, operator, value)
  return eachCondition(text) === undefined ? filter : text
}

/** karma's expressions may match anywhere in a value, in either case; ours match the whole value. */
function containing(name: string, operator: Operator, value: string, isFact = true): string | undefined {
  if (!compileMatcher(name, '=~', value).ok) return undefined
  const whole = `(?s).*(?i-s:${value}).*`
  const text = isFact ? factText(name, operator, whole) : formatMatcher({ name, operator, value: whole })
  return eachCondition(text) === undefined ? undefined : text
}

function silencePlace(packed: string): string {
  const form = new URLSearchParams()
  const read = unpacked(packed)
  if (typeof read === 'string') {
    form.set('unread', read)
    return `/silences/new?${form}`
  }
  for (const { n, v, r, e } of read.m) {
    form.append('filter', formatMatcher({ name: n, operator: operatorOf(r, e), value: textOf(v, r) }))
  }
  if (read.c !== undefined && read.c !== '') form.set('comment', read.c)
  if (read.d !== undefined && read.d > 0) form.set('minutes', `${Math.round(read.d)}`)
  const chosen = namesOf(read.am)
  if (chosen !== '') form.append('unused', `the Alertmanagers chosen in karma, ${chosen}`)
  return `/silences/new?${form}`
}

function unpacked(packed: string): Packed | string {
  let value: unknown
  try {
    // A plus sign comes out of a query as a space.
    value = JSON.parse(atob(packed.replaceAll(' ', '+')))
  } catch {
    return 'the silence form that karma packed into this link is cut off or damaged'
  }
  const parsed = parsePacked(value)
  return parsed.ok ? parsed.value : `the silence form in this link is not as karma packs it: ${parsed.error}`
}

function operatorOf(isRegex: boolean, isEqual = true): Operator {
  if (isRegex) return isEqual ? '=~' : '!~'
  return isEqual ? '=' : '!='
}

/** As karma sends it: several values in parentheses, names escaped. What has more signs than names have is an expression. */
function textOf(values: readonly string[], isRegex: boolean): string {
  const each = values.map((value) =>
    isRegex && !SIGNS_OF_EXPRESSIONS.test(value) ? value.replace(/[-/.]/g, '\\$&') : value,
  )
  const [only = ''] = each
  return each.length > 1 ? `(${each.join('|')})` : only
}

/** Their labels, of whatever shape. */
function namesOf(chosen: unknown): string {
  if (!Array.isArray(chosen)) return ''
  return chosen
    .flatMap((one: unknown) =>
      typeof one === 'object' && one !== null && 'label' in one && typeof one.label === 'string'
        ? [one.label]
        : [],
    )
    .join(', ')
}
