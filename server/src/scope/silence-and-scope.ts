import { type Matcher, type MatcherData, matcherFromData, type Scope } from '@watchfloor/contract'

/**
 * Can a silence with these matchers hide something of the scope (S20)? It cannot where no value of one of the scope's
 * labels passes all that is asked of that label. A matcher that cannot be read hides nothing.
 */
export function reaches(matchers: readonly MatcherData[], scope: Scope): boolean {
  return everyLabel(scope, (name, values) => {
    const own = matchersOn(name, matchers)
    return own !== undefined && values.some((value) => passesAll(own, name, value))
  })
}

/**
 * Can it hide nothing but what is inside of the scope? For each of the scope's labels a matcher has to name the values
 * that there can be, by equality or an expression of few texts, and those which pass the others too have to be the
 * scope's. What an expression takes besides is worked out, and not read from its text.
 */
export function staysWithin(matchers: readonly MatcherData[], scope: Scope): boolean {
  return everyLabel(scope, (name, values) => {
    const own = matchersOn(name, matchers)
    const named = own?.map(valuesOf).find((texts) => texts !== undefined)
    return named?.every((value) => values.includes(value) || !passesAll(own ?? [], name, value)) ?? false
  })
}

/** In a scope that names no label there is nothing. */
function everyLabel(scope: Scope, holds: (name: string, values: readonly string[]) => boolean): boolean {
  const labels = Object.entries(scope)
  return labels.length > 0 && labels.every(([name, values]) => holds(name, values))
}

/** Compiled; undefined when one of them cannot be. */
function matchersOn(name: string, matchers: readonly MatcherData[]): readonly Matcher[] | undefined {
  const own: Matcher[] = []
  for (const data of matchers) {
    if (data.name !== name) continue
    const read = matcherFromData(data)
    if (!read.ok) return undefined
    own.push(read.value)
  }
  return own
}

function passesAll(matchers: readonly Matcher[], name: string, value: string): boolean {
  return matchers.every((matcher) => matcher.matches({ [name]: value }))
}

/** All values that can pass it, and maybe a few more; undefined when they cannot be told. */
function valuesOf({ operator, value, required }: Matcher): readonly string[] | undefined {
  if (operator === '=') return [value]
  return operator === '=~' && required?.where === 'whole' ? required.texts : undefined
}
