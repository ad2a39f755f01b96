import type { Term } from '../storage.ts'
import type { Connection } from './connection.ts'
import { type Head, systemOf, TIMELINE } from './head.ts'
import type { Place } from './place.ts'

/** The term that holds, and whether it was only now begun. */
export interface Held extends Term {
  readonly timeline: number
  readonly system: string
}

/** Whoever said nothing for so long is gone, ms. */
const GONE = 6_000

export interface TermParts {
  readonly place: Place
  readonly node: string
  readonly maySeeSystem: boolean
}

/**
 * The term that holds. A new one begins where there is none, where the database goes on in another timeline or is
 * another one than the log was written in, and, with `alone`, where no other server is there: so a log that was put
 * back while nobody ran never goes on in the term that saw more of it.
 */
export async function joinOrBegin(
  connection: Connection,
  parts: TermParts,
  epoch: string,
  alone: 'begins when alone' | undefined,
): Promise<Held> {
  const { place, node, maySeeSystem } = parts
  const ask = async <R extends Record<string, unknown>>(text: string, values: readonly unknown[]) =>
    (await connection.ask<R>({ text, values: [...values] }, place.patience))[0]
  for (;;) {
    const present = await ask<PresentRow>(
      `SELECT epoch, timeline, system, timeline = ${TIMELINE} AND system = ${systemOf(maySeeSystem)} AS "goesOn",
        (SELECT first FROM terms WHERE terms.epoch = log_head.epoch) AS first,
        EXISTS (SELECT FROM nodes WHERE id <> $1 AND seen > extract(epoch FROM clock_timestamp()) * 1000 - ${GONE}) AS "hasOthers"
      FROM log_head`,
      [node],
    )
    if (present === undefined) throw new Error('the table log_head is empty')
    const { goesOn, hasOthers, first, ...term } = present
    if (goesOn && first !== null && (hasOthers || alone === undefined)) return { ...term, first }
    // Whoever is a moment quicker has begun it, and it is joined.
    const begun = await ask<Held & Record<string, unknown>>(
      `WITH moved AS (UPDATE log_head SET epoch = $1, timeline = ${TIMELINE}, system = ${systemOf(maySeeSystem)}
          WHERE epoch = $2 AND timeline = $3::bigint AND system = $4 RETURNING epoch, sequence, timeline, system)
        INSERT INTO terms (epoch, first, timeline, system)
        SELECT epoch, sequence + 1, timeline, system FROM moved RETURNING epoch, first, timeline, system`,
      [epoch, term.epoch, term.timeline, term.system],
    )
    if (begun !== undefined) return begun
  }
}

interface PresentRow extends Record<string, unknown> {
  readonly epoch: string
  readonly timeline: number
  readonly system: string
  readonly goesOn: boolean
  readonly first: number | null
  readonly hasOthers: boolean
}

/** How many sequences, of those up to a head that was reached in the known terms, the present log does not have. */
export function lostOf({ sequence }: Head, known: readonly Term[], present: readonly Term[]): number {
  const next = present.find(({ epoch }) => !known.some((term) => term.epoch === epoch))
  return next === undefined ? 0 : Math.max(0, sequence - next.first + 1)
}
