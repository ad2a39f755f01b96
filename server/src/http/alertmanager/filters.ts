import { type Matcher, parseEachMatcher } from '@watchfloor/contract'
import Type from 'typebox'
import { queryParameter } from '../../openapi/parameters.ts'

/** A parameter that holds a matcher each time that it is given. */
export function matchersParameter(name: string, description: string) {
  return queryParameter(name, Type.Array(Type.String()), description, { list: 'repeated' })
}

/** The matchers of a parameter that repeats, all of which must hold; or what is wrong with one. */
export function matchersIn(query: URLSearchParams, name: string): readonly Matcher[] | string {
  const read = parseEachMatcher(query.getAll(name))
  return read.ok ? read.value : read.error
}
