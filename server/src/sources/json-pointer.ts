/**
 * What a JSON Pointer (RFC 6901) such as `/check/tags/0` names in a value; undefined when nothing is there. Only what
 * is in the value itself counts, never what its prototype has.
 */
export function atPointer(value: unknown, pointer: string): unknown {
  let here = value
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined
    here = (here as Readonly<Record<string, unknown>>)[key]
  }
  return here
}
