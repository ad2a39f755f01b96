import { AUDIT_RESULTS, formatTime } from '@watchfloor/contract'
import { readQuery } from '../../../shared/query.ts'
import { readField } from '../../../shared/times.ts'

/** What somebody looks for; empty is anything. It stands in the place's query, so that it is a link. */
export interface Looked {
  readonly who: string
  readonly what: string
  readonly result: string
  /** As a field for a day and time has them. */
  readonly from: string
  readonly to: string
}

export const ANYTHING: Looked = { who: '', what: '', result: '', from: '', to: '' }
const NAMES = ['who', 'what', 'result', 'from', 'to'] as const

/** `refused` is all but what was done. */
export const RESULTS: readonly string[] = ['refused', ...AUDIT_RESULTS]

export function readLooked(query: string): Looked {
  const read = readQuery(query)
  const result = read.get('result') ?? ''
  const text = Object.fromEntries(NAMES.map((name) => [name, read.get(name)?.slice(0, 200) ?? '']))
  return { ...ANYTHING, ...text, result: RESULTS.includes(result) ? result : '' }
}

/** The query of the place for it. */
export function placeOfLooked(looked: Looked): string {
  const query = new URLSearchParams(filled(looked))
  return query.size === 0 ? '/audit' : `/audit?${query}`
}

/** The query for the server; a time that is none is left out, as its field then shows none. */
export function serverQuery(looked: Looked): URLSearchParams {
  return new URLSearchParams(
    filled(looked).flatMap(([name, text]) => {
      if (name !== 'from' && name !== 'to') return [[name, text]]
      const time = readField(text)
      return time === null ? [] : [[name, formatTime(time)]]
    }),
  )
}

function filled(looked: Looked): [name: keyof Looked, text: string][] {
  return NAMES.flatMap((name) => {
    const text = looked[name].trim()
    return text === '' ? [] : [[name, text]]
  })
}
