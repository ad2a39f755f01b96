import type { LabelSet, Scope } from '@watchfloor/contract'

/**
 * Tells whether an alert with these labels is inside of a scope. A label that it has not got is none of the values, and
 * in a scope that names no label, which nobody should have, there is nothing.
 */
export function insideOf(scope: Scope): (labels: LabelSet) => boolean {
  const wanted = Object.entries(scope).map(([name, values]) => ({ name, values: new Set(values) }))
  return (labels) =>
    wanted.length > 0 &&
    wanted.every(({ name, values }) => Object.hasOwn(labels, name) && values.has(labels[name] as string))
}
