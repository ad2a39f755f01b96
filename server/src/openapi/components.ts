import type { TSchema } from 'typebox'

/** JSON, as documents hold it. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [key: string]: Json
}

/** Schemas that have a name, by it. */
export type NamedSchemas = Readonly<Record<string, TSchema>>

/** The values of a module that are schemas, by their names there. */
export function schemasIn(module: object): NamedSchemas {
  const schemas = Object.entries(module).filter(
    ([, value]) => typeof value === 'object' && value !== null && Object.hasOwn(value, '~kind'),
  )
  return Object.fromEntries(schemas) as NamedSchemas
}

/** Writes schemas down for a document: one that has a name stands there once, and is referred to. */
export function componentWriter(named: NamedSchemas) {
  const names = new Map<string, string>()
  for (const [name, schema] of Object.entries(named)) {
    const text = JSON.stringify(schema)
    // Of two names for the same, the first counts.
    if (!names.has(text)) names.set(text, name)
  }
  const written = new Map<string, Json>()

  const use = (schema: Json): Json => {
    if (!isObject(schema)) return schema
    const name = names.get(JSON.stringify(schema))
    if (name === undefined) return spelledOut(schema)
    if (!written.has(name)) written.set(name, spelledOut(schema))
    return { $ref: `#/components/schemas/${name}` }
  }

  const spelledOut = (schema: JsonObject): Json => {
    const words = wordsOf(schema)
    const entries = Object.entries(schema).map(([key, value]): readonly [string, Json] => {
      switch (key) {
        case 'properties':
          return [key, isObject(value) ? mapValues(value, use) : value]
        case 'items':
          return [key, use(value)]
        case 'anyOf':
          return words === undefined ? [key, Array.isArray(value) ? value.map(use) : value] : ['enum', words]
        // Whatever the names are: tools know that better under this word.
        case 'patternProperties':
          return ['additionalProperties', isObject(value) ? use(Object.values(value)[0] ?? true) : value]
        default:
          return [key, value]
      }
    })
    return { ...(words === undefined ? {} : { type: 'string' }), ...Object.fromEntries(entries) }
  }

  return {
    /** The schema as it stands where it is used. */
    use: (schema: TSchema): Json => use(JSON.parse(JSON.stringify(schema)) as Json),
    /** All named ones that were used so far. */
    all: (): JsonObject => Object.fromEntries([...written].sort(([a], [b]) => (a < b ? -1 : 1))),
  }
}

/** The words that a schema allows, where it is a choice of words. */
function wordsOf(schema: JsonObject): readonly string[] | undefined {
  const { anyOf, enum: listed } = schema
  const choices = Array.isArray(anyOf) ? anyOf.map((one) => isObject(one) && one.const) : listed
  return Array.isArray(choices) && choices.every((choice) => typeof choice === 'string') ? choices : undefined
}

function mapValues(object: JsonObject, map: (value: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]))
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
