import type { Millis } from '@watchfloor/contract'
import type { Connection } from './connection.ts'
import type { Head } from './head.ts'

/** A commit that was asked for, and whose answer was lost. */
export interface Asked {
  readonly from: Head
  readonly to: Head
  /** What the commit is called that takes its place. */
  readonly instead: string
  readonly node: string
}

export type Fate =
  | { readonly kind: 'kept' }
  /** It is not there, and cannot come any more: one that changes nothing stands in its place. */
  | { readonly kind: 'replaced'; readonly head: Head }
  /** Others committed where it was to be. */
  | { readonly kind: 'overtaken' }

/**
 * What became of a commit. Not to find it is not enough: the session that was lost may still be at work, or its bytes
 * on their way. So another that changes nothing is put in its place, which waits for whoever has the head locked; what
 * comes later does not find the head as it wants it.
 */
export async function fateOf(
  connection: Connection,
  { from, to, instead, node }: Asked,
  patience: Millis,
): Promise<Fate> {
  const replaced = { ...from, commit: instead, number: from.number + 1 }
  const [moved] = await connection.ask(
    {
      text: `WITH moved AS (UPDATE log_head SET commit_id = $1, commit_number = commit_number + 1
          WHERE commit_id = $2 AND commit_number = $3::bigint RETURNING commit_number, sequence)
        INSERT INTO commits (n, id, prior, sequence, node, touched)
        SELECT commit_number, $1, $2, sequence, $4, '' FROM moved RETURNING n`,
      values: [instead, from.commit, from.number, node],
    },
    patience,
  )
  if (moved !== undefined) return { kind: 'replaced', head: replaced }
  const [there] = await connection.ask<{ id: string }>(
    { text: 'SELECT id FROM commits WHERE n = $1::bigint', values: [from.number + 1] },
    patience,
  )
  if (there?.id === to.commit) return { kind: 'kept' }
  return there?.id === instead ? { kind: 'replaced', head: replaced } : { kind: 'overtaken' }
}
