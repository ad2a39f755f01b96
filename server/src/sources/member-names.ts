import { isObject } from './read-alert.ts'

/** The names that a shape has. */
export interface MemberNames {
  readonly exact: ReadonlySet<string>
  readonly byFolded: ReadonlyMap<string, string>
}

export function memberNames(...names: readonly string[]): MemberNames {
  return { exact: new Set(names), byFolded: new Map(names.map((name) => [folded(name), name])) }
}

/**
 * An object with its members under the names that the shape has, as Go reads one: in any case. Of several that are one
 * member the last holds, and two objects, such as label sets, are laid over each other. What is no object stays as it
 * is, and so does one that is written as the shape has it, which nearly all are.
 */
export function withMemberNames(value: unknown, names: MemberNames): unknown {
  if (!isObject(value)) return value
  if (!hasMisspelt(value, names)) return value
  // Only names of the shape are written here, so that none of the sender's can be `__proto__`.
  const read: Record<string, unknown> = {}
  for (const name of Object.keys(value)) {
    const known = names.byFolded.get(folded(name))
    if (known === undefined) continue
    const [before, next] = [read[known], value[name]]
    read[known] = isObject(before) && isObject(next) ? { ...before, ...next } : next
  }
  return read
}

function hasMisspelt(value: Readonly<Record<string, unknown>>, { exact, byFolded }: MemberNames): boolean {
  for (const name in value) if (!exact.has(name) && byFolded.has(folded(name))) return true
  return false
}

/** As Go compares: without case, where the long s is an s and the Kelvin sign a k, and nothing else changes. */
function folded(name: string): string {
  if (/^[a-z]*$/.test(name)) return name
  return name
    .replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
    .replace(/ſ/g, 's')
    .replace(/\u212a/g, 'k')
}
