import type { QueryConfig } from 'pg'

export interface Statement {
  readonly text: string
  readonly values?: readonly unknown[]
}

/** Gives each text a name, by which a connection plans it once. Texts must be few: values are no part of them. */
export function naming(): (statement: Statement) => QueryConfig {
  const names = new Map<string, string>()
  return ({ text, values = [] }) => {
    const name = names.get(text) ?? `watchfloor ${names.size}`
    names.set(text, name)
    return { name, text, values: [...values] }
  }
}
