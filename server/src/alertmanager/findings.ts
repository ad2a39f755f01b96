import type { Problem } from '../ground/problem.ts'

/** Gathers everything that is wrong with a file, not only the first. */
export class Findings {
  readonly problems: Problem[] = []
  readonly #file: string

  constructor(file: string) {
    this.#file = file
  }

  /** `where` is the key's path, such as `route.routes[1].matchers`. */
  problem(where: string, message: string): void {
    this.problems.push({ where: where === '' ? this.#file : `${this.#file}: ${where}`, message })
  }

  /** A list, or none when the key is absent; anything else is a problem. */
  list(value: unknown, where: string): readonly unknown[] {
    if (value === undefined || value === null) return []
    if (Array.isArray(value)) return value
    this.problem(where, 'expected a list')
    return []
  }

  /** Keys and values; anything else is a problem. */
  object(value: unknown, where: string): Readonly<Record<string, unknown>> {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Readonly<Record<string, unknown>>
    }
    this.problem(where, 'expected keys and values')
    return {}
  }

  /** Names and texts, or none when the key is absent; anything else is a problem. */
  labels(value: unknown, where: string): Readonly<Record<string, string>> {
    if (value === undefined || value === null) return {}
    const entries = Object.entries(this.object(value, where))
    for (const [name, text] of entries) {
      if (typeof text === 'string') continue
      this.problem(`${where}.${name}`, `expected a text, not ${JSON.stringify(text)}`)
    }
    return Object.fromEntries(entries.map(([name, text]) => [name, String(text)]))
  }

  /** Texts in a list. */
  texts(value: unknown, where: string): readonly string[] {
    return this.list(value, where).flatMap((text, n) => {
      if (typeof text === 'string') return [text]
      this.problem(`${where}[${n}]`, `expected a text, not ${JSON.stringify(text)}`)
      return []
    })
  }
}
