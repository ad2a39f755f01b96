import { isIP } from 'node:net'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Notation } from './notation.ts'
import { Settings } from './settings.ts'
import { parseDuration, parseSize } from './units.ts'

/** One setting: where it stands, how it may be given, and how its text is read. */
export interface Leaf {
  readonly path: readonly string[]
  /** `limits.body_bytes` */
  readonly key: string
  /** `WATCHFLOOR_LIMITS_BODY_BYTES` */
  readonly variable: string
  readonly notation: Notation
  /** What the value has to fit. */
  readonly schema: TSchema
  readonly initial: unknown
  /** From the file's YAML value; undefined when it does not fit. */
  readonly fromYaml: (value: unknown) => unknown
  /** From the text of a variable or flag; undefined when it does not fit. */
  readonly fromText: (text: string) => unknown
  /** What exactly is wrong with a value that does not fit; undefined where `expected` says it all. */
  readonly flaw: (value: unknown) => string | undefined
}

export const VARIABLE_PREFIX = 'WATCHFLOOR_'

/** All settings, in the order of their schema. */
export function settingLeaves(): readonly Leaf[] {
  return leavesOf(Settings, [])
}

interface Node extends TSchema {
  readonly type?: string
  readonly properties?: Readonly<Record<string, TSchema>>
}

function leavesOf(schema: Node, path: readonly string[]): Leaf[] {
  if (schema.properties !== undefined) {
    return Object.entries(schema.properties).flatMap(([name, child]) => leavesOf(child, [...path, name]))
  }
  const notation = schema as unknown as Notation
  const compiled = Compile(schema)
  const item = ITEMS[notation.as ?? '']
  const checked = (value: unknown): unknown => {
    if (!compiled.Check(value)) return undefined
    if (notation.flaw?.(value as readonly unknown[]) !== undefined) return undefined
    return item === undefined || [value].flat().every((text) => item(text as string)) ? value : undefined
  }
  const quantity = notation.as === 'duration' ? parseDuration : notation.as === 'size' ? parseSize : undefined
  return [
    {
      path,
      key: path.join('.'),
      variable: VARIABLE_PREFIX + path.join('_').toUpperCase(),
      notation,
      schema,
      initial: (schema as { default?: unknown }).default,
      fromYaml: (value) => {
        if (quantity === undefined) return checked(value)
        if (notation.as === 'size' && typeof value === 'number') return checked(value)
        return typeof value === 'string' ? checked(quantity(value)) : undefined
      },
      fromText: (text) => {
        if (notation.as === 'objects') return checked(fromJson(text))
        return checked(quantity === undefined ? fromPlainText(schema.type, text) : quantity(text))
      },
      flaw: (value) => {
        if (notation.as !== 'objects') return undefined
        const given = typeof value === 'string' ? fromJson(value) : value
        if (compiled.Check(given)) return notation.flaw?.(given as readonly unknown[])
        const [first] = compiled.Errors(given)
        if (first === undefined) return undefined
        const isUnknownKey = first.message === 'schema is false'
        return `${first.instancePath || 'the value'} ${isUnknownKey ? 'is no key here' : first.message}`
      },
    },
  ]
}

/** A name, and a port where only that one is meant; an address needs no such setting. */
function isHost(text: string): boolean {
  return /^[\w-][\w.-]{0,252}(:\d{1,5})?$/.test(text)
}

/** How items of a list are checked. */
const ITEMS: Readonly<Record<string, (text: string) => boolean>> = {
  networks: isNetwork,
  origins: isOrigin,
  hosts: isHost,
  url: (text) => text === '' || URL.canParse(text),
}

/** An address, or a network as address and prefix length. */
function isNetwork(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/')
  const version = isIP(address)
  if (version === 0 || more.length > 0) return false
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 6 ? 128 : 32))
}

/** An origin as browsers write it in their `Origin` header: no path, no default port. */
function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text.toLowerCase()
}

function fromJson(text: string): unknown {
  try {
    // The cast only names what JSON.parse gives; the schema checks it.
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function fromPlainText(type: string | undefined, text: string): unknown {
  switch (type) {
    case 'integer':
      return /^-?\d+$/.test(text.trim()) ? Number(text) : undefined
    // A flag that is given has no text.
    case 'boolean':
      return { '': true, true: true, false: false }[text.trim()]
    case 'array':
      return parts(text)
    case 'object':
      return Object.fromEntries(
        parts(text).map((part) => {
          const equals = part.indexOf('=')
          return equals < 0
            ? [part, undefined]
            : [part.slice(0, equals).trim(), part.slice(equals + 1).trim()]
        }),
      )
    default:
      return text
  }
}

function parts(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}
