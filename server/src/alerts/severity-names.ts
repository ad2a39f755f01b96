import {
  formatTime,
  type Level,
  type Millis,
  type NamedLevel,
  type SeverityName,
  type SeverityTable,
} from '@watchfloor/contract'

/** What somebody mapped a name of a severity to, while the server runs (S8). */
export interface KeptSeverity {
  /** As tables know it. */
  readonly key: string
  /** As it was written. */
  readonly value: string
  readonly level: NamedLevel
  readonly at: Millis
  readonly by?: string
}

/** What was kept, as our API shows it. What the configuration maps (`given`) holds, whatever was kept. */
export function toSeverityName({ key, at, ...told }: KeptSeverity, given: SeverityTable): SeverityName {
  const isOverruled = Object.hasOwn(given, key)
  return { ...told, at: formatTime(at), ...(isOverruled ? { overruled: true } : {}) }
}

/** The configuration's names, and under them those that were kept. */
export function withKept(given: SeverityTable, kept: Iterable<KeptSeverity>): Record<string, Level> {
  // Names are anybody's words: none may be something that every object has.
  const table: Record<string, Level> = Object.create(null)
  for (const { key, level } of kept) table[key] = level
  return Object.assign(table, given)
}
