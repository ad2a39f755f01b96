import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'

const flawsOf = new WeakMap<TSchema, (value: unknown) => string | undefined>()

/**
 * What is wrong with a value, by a schema that allows nothing besides what it names; undefined when nothing is.
 * Readers let unknown fields through, so that a server may get new ones; what a server writes must be described.
 */
export function exactFlaw(schema: TSchema, value: unknown): string | undefined {
  let flaw = flawsOf.get(schema)
  if (flaw === undefined) {
    const compiled = Compile(closed(JSON.parse(JSON.stringify(schema))) as TSchema)
    flaw = (given) => {
      if (compiled.Check(given)) return undefined
      const errors = compiled.Errors(given).map(({ instancePath, message }) => `${instancePath} ${message}`)
      return [...new Set(errors)].slice(0, 5).join('; ')
    }
    flawsOf.set(schema, flaw)
  }
  return flaw(value)
}

/** The schema, whose objects have no other properties than those it names. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed)
  if (typeof schema !== 'object' || schema === null) return schema
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]))
  const isNamed = typeof schema === 'object' && 'properties' in schema && 'type' in schema
  return isNamed ? { ...inner, additionalProperties: false } : inner
}
