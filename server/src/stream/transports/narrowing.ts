import { parseMatcher, type StreamFilter } from '@watchfloor/contract'

/**
 * Does everything that passes `next` surely pass `before` too? Then a reader that followed `before` has missed
 * nothing of `next`. Otherwise it must take the board anew (S20).
 */
export function isNarrower(before: StreamFilter, next: StreamFilter): boolean {
  const matchers = new Set(next.filter?.map(canonical))
  return (
    isWithin(before.types, next.types) &&
    isWithin(before.sources, next.sources) &&
    isWithin(before.severity, next.severity) &&
    (before.filter ?? []).every((matcher) => matchers.has(canonical(matcher)))
  )
}

function isWithin<T>(before: readonly T[] | undefined, next: readonly T[] | undefined): boolean {
  if (before === undefined) return true
  return next?.every((value) => before.includes(value)) ?? false
}

function canonical(text: string): string {
  const matcher = parseMatcher(text)
  return matcher.ok ? `${matcher.value.name}${matcher.value.operator}${matcher.value.value}` : text
}
