import Type from 'typebox'

/**
 * How people write a setting, besides what its JSON type says: `duration` (`5m`, kept in milliseconds) and `size`
 * (`10MB`, kept in bytes); a text may have to be a `url`, items of a list `networks`, `origins` or `hosts`; `objects`
 * are a list of them, in a variable written as JSON, and `flaw` says what is wrong with one that fits its schema.
 * `flag` is its name on the command line, `expected` what to say when a value is wrong.
 */
export interface Notation {
  readonly as?: 'duration' | 'size' | 'networks' | 'origins' | 'hosts' | 'url' | 'objects'
  readonly flaw?: (value: readonly unknown[]) => string | undefined
  readonly flag?: string
  readonly expected: string
  readonly description: string
}

/** A time, kept in milliseconds. */
export function duration(initial: number, description: string, least = 1000) {
  const notation: Notation = { as: 'duration', expected: 'a duration such as 30s, 5m or 2h', description }
  return Type.Integer({ default: initial, minimum: least, ...notation })
}

/** An amount of memory or disk, kept in bytes. */
export function size(initial: number, least: number, description: string) {
  const expected = `a size of at least ${least} bytes, such as 512KB or 10MB`
  const notation: Notation = { as: 'size', expected, description }
  return Type.Integer({ default: initial, minimum: least, ...notation })
}

export function count(initial: number, least: number, description: string) {
  const notation: Notation = { expected: `a whole number, ${least} or more`, description }
  return Type.Integer({ default: initial, minimum: least, ...notation })
}

export function text(initial: string, notation: Notation, pattern?: string) {
  return Type.String({ default: initial, ...(pattern === undefined ? {} : { pattern }), ...notation })
}

/** Off unless it is said; on the command line it takes no value. */
export function flag(name: string, description: string) {
  const notation: Notation = { flag: name, expected: 'true or false', description }
  return Type.Boolean({ default: false, ...notation })
}

export function list(notation: Notation, initial: readonly string[] = []) {
  return Type.Array(Type.String(), { default: [...initial], ...notation })
}
