import { isBlank } from '@watchfloor/contract'
import type { Source } from './webhook-mapping.ts'

/** `{/check/name}` in a text. */
const PLACE = /\{(\/[^{}]*)\}/g
/** So much of a value is written into a text. */
const MOST_FILLED = 4_000

/**
 * What a source of a mapping names; `find` knows where a pointer leads. Of several sources the first that gives
 * something counts. A text with places in it gives nothing unless all of them do.
 */
export function valueAt(source: Source | undefined, find: (pointer: string) => unknown): unknown {
  if (source === undefined) return undefined
  if (typeof source === 'string') {
    if (source.startsWith('/')) return find(source)
    return source.includes('{/') ? filled(source, find) : source
  }
  for (const one of source) {
    const value = valueAt(one, find)
    if (isGiven(value)) return value
  }
  return undefined
}

/** The pointers of a source. */
export function pointersOf(source: Source): readonly string[] {
  if (typeof source !== 'string') return source.flatMap(pointersOf)
  if (source.startsWith('/')) return [source]
  return [...source.matchAll(PLACE)].map(([, pointer]) => pointer as string)
}

function filled(text: string, find: (pointer: string) => unknown): string | undefined {
  let isWhole = true
  const result = text.replace(PLACE, (_, pointer: string) => {
    const value = find(pointer)
    if (!isGiven(value) || typeof value === 'object') isWhole = false
    return String(value).slice(0, MOST_FILLED)
  })
  return isWhole ? result : undefined
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && !(typeof value === 'string' && isBlank(value))
}
