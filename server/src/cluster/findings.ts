import { formatTime, type HealthStatus, type Millis } from '@watchfloor/contract'
import type { Finding } from '../health/rows.ts'
import { MOST_SKEW } from './skew.ts'

/** What one server finds of itself. */
export interface Found {
  readonly name: string
  readonly findings: readonly Finding[]
}

const GRAVITY: Readonly<Record<HealthStatus, number>> = { healthy: 0, degraded: 1, unhealthy: 2 }

/**
 * What servers find of themselves as rows of one board: a component has one row, whichever server it is that finds
 * something, so that no row is left behind when a server leaves. It is as bad as the worst of them, and says whose
 * trouble it is.
 */
export function findingsOfAll(all: readonly Found[]): readonly Finding[] {
  const [only] = all
  if (only !== undefined && all.length === 1) return only.findings
  const components = new Map<string, { readonly name: string; readonly finding: Finding }[]>()
  for (const { name, findings } of all) {
    for (const finding of findings) {
      const known = components.get(finding.component) ?? []
      components.set(finding.component, [...known, { name, finding }])
    }
  }
  return [...components.values()].map(joined)
}

function joined(told: readonly { readonly name: string; readonly finding: Finding }[]): Finding {
  const worst = told.reduce((a, b) => (GRAVITY[b.finding.status] > GRAVITY[a.finding.status] ? b : a))
  const { status } = worst.finding
  const words =
    status === 'healthy'
      ? told.flatMap(({ finding }) => finding.message ?? [])
      : told.flatMap(({ name, finding }) =>
          finding.status === 'healthy' ? [] : [`${name}: ${finding.message ?? finding.status}`],
        )
  const { message: _, ...row } = worst.finding
  const message = [...new Set(words)].join('; ')
  return message === '' ? row : { ...row, message }
}

/** How the name of a server's own row begins. */
export const NODE_ROW = 'Node '

export interface NodeStanding {
  readonly name: string
  /** How far its clock is ahead of the store's, ms. */
  readonly skew: Millis
}

/**
 * A row for each of several servers: red while it has vanished, amber while its clock is not the store's. None where
 * there was never more than one, and it is well.
 */
export function nodeRows(
  there: readonly NodeStanding[],
  vanished: readonly { readonly name: string; readonly seen: Millis }[],
): readonly Finding[] {
  const row = (name: string) => ({ component: `${NODE_ROW}${name}`, kind: 'server', quiet: false }) as const
  const names = new Map<string, NodeStanding[]>()
  for (const one of there) names.set(one.name, [...(names.get(one.name) ?? []), one])
  const present = [...names].map(([name, those]): Finding => {
    const trouble = those.flatMap(({ skew }) => skewText(skew) ?? [])
    if (those.length > 1)
      trouble.unshift(`${those.length} servers have this name; give each its own (node.name)`)
    return trouble.length === 0
      ? { ...row(name), status: 'healthy' }
      : { ...row(name), status: 'degraded', message: trouble.join('; ') }
  })
  const gone = vanished.map(
    ({ name, seen }): Finding => ({
      ...row(name),
      status: 'unhealthy',
      last_seen: formatTime(seen),
      message: `not heard of since ${formatTime(seen)}; the others go on without it`,
    }),
  )
  const isAlone = there.length < 2 && gone.length === 0
  return isAlone ? present.filter(({ status }) => status !== 'healthy') : [...present, ...gone]
}

/** Rows of servers that are shown and of which nothing is known any more leave the board: they would stay for ever. */
export function leftRows(shown: Iterable<Finding>, rows: readonly Finding[]): readonly Finding[] {
  const known = new Set(rows.map(({ component }) => component))
  const message = 'it is not among the servers any more'
  return Array.from(shown).flatMap(({ component, kind }): Finding[] =>
    kind === 'server' && component.startsWith(NODE_ROW) && !known.has(component)
      ? [{ component, kind, status: 'healthy', quiet: false, message, gone: true }]
      : [],
  )
}

/** Told in steps, because a row whose words change is published anew. */
function skewText(skew: Millis): string | undefined {
  if (Math.abs(skew) <= MOST_SKEW) return undefined
  const seconds = Math.floor(Math.abs(skew) / 1000)
  const about = [3600, 600, 60, 30, 10, 5, 2, 1].find((step) => seconds >= step) ?? 1
  return `its clock is over ${about} s ${skew > 0 ? 'ahead of' : 'behind'} the database’s; set it`
}
