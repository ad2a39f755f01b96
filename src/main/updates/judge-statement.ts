import { createHash } from 'node:crypto'
import { parseTime } from '@watchfloor/contract'
import type { Audience, Statement } from './statement.ts'
import { isNewer } from './version-order.ts'

/** What this desk knows when a statement comes. */
export interface Asking {
  readonly audience: Audience
  /** The version that runs. */
  readonly running: string
  /** When the newest statement that this desk ever took for its audience was signed; null before the first. */
  readonly seen: string | null
  /** Versions that did not start here and were taken back. */
  readonly failed: readonly string[]
  /** This desk's own random name, by which its turn in a staged release is drawn. */
  readonly desk: string
}

export type Judgement =
  | { readonly kind: 'offered' }
  /** `newest`: it runs. `older`: it comes before what runs, and nothing goes back. */
  | { readonly kind: 'newest' | 'older' }
  /** Other desks come first. */
  | { readonly kind: 'staged' }
  /** It was tried here. */
  | { readonly kind: 'failed' }
  | { readonly kind: 'refused'; readonly why: 'audience' | 'replayed' }

/** What a desk makes of a statement whose signature is good. */
export function judgeStatement(statement: Statement, asking: Asking): Judgement {
  const { audience, running, seen, failed, desk } = asking
  const isForUs = (['channel', 'system', 'processor'] as const).every(
    (key) => statement[key] === audience[key],
  )
  if (!isForUs) return { kind: 'refused', why: 'audience' }
  if (seen !== null && at(statement.signed_at) < at(seen)) return { kind: 'refused', why: 'replayed' }
  if (statement.version === running) return { kind: 'newest' }
  if (!isNewer(statement.version, running)) return { kind: 'older' }
  if (failed.includes(statement.version)) return { kind: 'failed' }
  if (turnOf(desk, statement.version) >= statement.percentage) return { kind: 'staged' }
  return { kind: 'offered' }
}

/** From 0 up to, but not, 100. Drawn anew for every version, so that not always the same desks go first. */
export function turnOf(desk: string, version: string): number {
  const drawn = createHash('sha256').update(`${desk} ${version}`).digest().readUInt32BE()
  return (drawn / 2 ** 32) * 100
}

function at(time: string): number {
  return parseTime(time) ?? Number.NaN
}
