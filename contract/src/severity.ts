import Type, { type Static } from 'typebox'
import { seenOf } from './blank.ts'

/** Watchfloor's own scale, worst first. `unset` is a missing or unknown severity label, treated as warning. */
export const LEVELS = ['critical', 'high', 'warning', 'info', 'unset'] as const
export const Level = Type.Union([
  Type.Literal('critical'),
  Type.Literal('high'),
  Type.Literal('warning'),
  Type.Literal('info'),
  Type.Literal('unset'),
])
export type Level = Static<typeof Level>

const count = Type.Integer({ minimum: 0 })

/** How many of each level. */
export const LevelCounts = Type.Object({
  critical: count,
  high: count,
  warning: count,
  info: count,
  unset: count,
})
export type LevelCounts = Readonly<Static<typeof LevelCounts>>

/** None of any level, to count from. */
export function noCounts(): Record<Level, number> {
  return { critical: 0, high: 0, warning: 0, info: 0, unset: 0 }
}

/** The levels of which there are some, worst first. */
export function levelsIn(counts: LevelCounts): readonly (readonly [level: Level, count: number])[] {
  return LEVELS.flatMap((level) => (counts[level] > 0 ? [[level, counts[level]] as const] : []))
}

/** Values of the severity label, lower case, to levels. */
export type SeverityTable = Readonly<Record<string, Level>>

/** The names that the field uses (S8). Configurable on the server; labels themselves are never changed. */
export const DEFAULT_SEVERITIES: SeverityTable = {
  ...named('critical', 'critical crit page p1 sev1 s1 emergency disaster fatal'),
  ...named('high', 'high error err major p2 sev2'),
  ...named('warning', 'warning warn minor average p3 sev3'),
  ...named('info', 'info informational notice low debug p4 p5 none'),
}

/** What a table knows a severity label's value by: whatever its case, without what nobody sees around it. */
export function severityKey(severity: string): string {
  return seenOf(severity).toLowerCase()
}

/** The level of a severity label's value. */
export function levelOf(severity: string, table: SeverityTable = DEFAULT_SEVERITIES): Level {
  const key = severityKey(severity)
  return Object.hasOwn(table, key) ? (table[key] as Level) : 'unset'
}

const RANK: Readonly<Record<Level, number>> = { critical: 0, high: 1, warning: 2, unset: 2, info: 3 }

/** Order of urgency: 0 is worst. `unset` ranks as a warning. */
export function levelRank(level: Level): number {
  return RANK[level]
}

function named(level: Level, values: string): SeverityTable {
  return Object.fromEntries(values.split(' ').map((value) => [value, level]))
}
