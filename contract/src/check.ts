import type { TSchema } from 'typebox'

export type Check = (value: unknown) => boolean

type Fields = Readonly<Record<string, unknown>>

/** The keywords of JSON Schema that the schemas here are made of; those that only describe mean nothing to a check. */
interface Keywords {
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Keywords[]
  readonly properties?: Readonly<Record<string, Keywords>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean
  readonly patternProperties?: Readonly<Record<string, Keywords>>
  readonly minProperties?: number
  readonly maxProperties?: number
  readonly items?: Keywords
  readonly minItems?: number
  readonly maxItems?: number
  readonly uniqueItems?: boolean
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
}

const KNOWN: ReadonlySet<string> = new Set<keyof Keywords | 'description' | 'default' | 'title'>([
  ...(['type', 'const', 'enum', 'anyOf', 'properties', 'required', 'additionalProperties'] as const),
  ...(['patternProperties', 'items', 'minItems', 'maxItems', 'uniqueItems', 'pattern'] as const),
  ...(['minProperties', 'maxProperties'] as const),
  ...(['minLength', 'maxLength', 'minimum', 'maximum', 'description', 'default', 'title'] as const),
])

/**
 * Makes a schema a test out of closures. A page may not make code out of text (its security policy), and walking the
 * schema anew for every value, as TypeBox does then, takes ten times as long: seconds for a large board.
 */
export function checkOf(schema: TSchema): Check {
  return build(schema as Keywords)
}

/** Calls itself as deep as the schema goes, never as deep as a value. */
function build(schema: Keywords): Check {
  const unknown = Object.keys(schema).find((keyword) => !KNOWN.has(keyword))
  if (unknown !== undefined) throw new Error(`a check knows nothing of the schema's keyword "${unknown}"`)
  const { const: only, enum: some, anyOf } = schema
  if (anyOf !== undefined) return any(anyOf.map(build))
  if (only !== undefined) return (value) => value === only
  if (some !== undefined) return (value) => some.includes(value)
  switch (schema.type) {
    case 'string':
      return text(schema)
    case 'integer':
      return number(schema, Number.isInteger)
    case 'number':
      return number(schema, Number.isFinite)
    case 'boolean':
      return (value) => typeof value === 'boolean'
    case 'null':
      return (value) => value === null
    case 'array':
      return list(schema)
    case 'object':
      return schema.patternProperties === undefined
        ? fields(schema)
        : record(schema, schema.patternProperties)
    case undefined:
      return () => true
    default:
      throw new Error(`a check knows nothing of the type "${schema.type}"`)
  }
}

function any(checks: readonly Check[]): Check {
  return (value) => checks.some((check) => check(value))
}

function text({ pattern, minLength = 0, maxLength = Number.POSITIVE_INFINITY }: Keywords): Check {
  const fits = pattern === undefined ? undefined : new RegExp(pattern, 'u')
  return (value) => {
    if (typeof value !== 'string' || value.length < minLength) return false
    // Characters are code points: a text has at most as many as it has units.
    if (value.length > maxLength && [...value].length > maxLength) return false
    return fits === undefined || fits.test(value)
  }
}

function number(
  { minimum = -Infinity, maximum = Infinity }: Keywords,
  fits: (value: unknown) => boolean,
): Check {
  return (value) => fits(value) && (value as number) >= minimum && (value as number) <= maximum
}

function list({ items = {}, minItems = 0, maxItems = Infinity, uniqueItems = false }: Keywords): Check {
  const fits = build(items)
  return (value) => {
    if (!Array.isArray(value) || value.length < minItems || value.length > maxItems) return false
    return value.every(fits) && (!uniqueItems || new Set(value).size === value.length)
  }
}

function fields({ properties = {}, required = [], additionalProperties = true }: Keywords): Check {
  const needed = new Set(required)
  const checks = Object.entries(properties).map(
    ([name, schema]) => [name, build(schema), needed.has(name)] as const,
  )
  const known = new Set(Object.keys(properties))
  return (value) => {
    if (!isObject(value)) return false
    for (const [name, fits, isNeeded] of checks) {
      const field = value[name]
      if (field === undefined ? isNeeded : !fits(field)) return false
    }
    return additionalProperties || Object.keys(value).every((name) => known.has(name))
  }
}

/** As TypeBox writes that any name will do. */
const ANY_NAME = '^.*$'

/** The only records here are those whose every value is of one kind. */
function record(
  { minProperties = 0, maxProperties = Number.POSITIVE_INFINITY }: Keywords,
  patterns: Readonly<Record<string, Keywords>>,
): Check {
  const [[pattern, schema] = [], ...others] = Object.entries(patterns)
  if (pattern === undefined || schema === undefined || others.length > 0)
    throw new Error('a check knows records of one kind only')
  const fits = build(schema)
  const isName = pattern === ANY_NAME ? undefined : new RegExp(pattern, 'u')
  return (value) => {
    if (!isObject(value)) return false
    let count = 0
    for (const name in value) {
      if (!fits(value[name]) || isName?.test(name) === false) return false
      count++
    }
    return count >= minProperties && count <= maxProperties
  }
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
