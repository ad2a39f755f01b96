import type { Millis } from '@watchfloor/contract'
import type { Connection } from './connection.ts'
import { HEAD, type Head } from './head.ts'

/** A commit that was asked for, and whose answer was lost. */
export interface Asked {
  readonly from: Head
  readonly to: Head
  /** What the head's commit is called instead once that one is kept from happening. */
  readonly instead: string
}

export type Fate =
  | { readonly kind: 'kept' }
  /** It is not there, and cannot come any more. */
  | { readonly kind: 'refused'; readonly commit: string }
  /** The head is neither where it was nor where it was to be. */
  | { readonly kind: 'foreign'; readonly head: Head | undefined }

/**
 * What became of a commit. Not to find it is not enough: the session that was lost may still be at work, or its bytes
 * on their way. So the head is given another name, which waits for whoever has it locked, and which whatever comes
 * later does not find as it wants it.
 */
export async function fateOf(
  connection: Connection,
  { from, to, instead }: Asked,
  patience: Millis,
): Promise<Fate> {
  const [taken] = await connection.ask<{ commit: string }>(
    {
      text: `UPDATE log_head SET commit_id = $1 WHERE commit_id IN ($1, $2) AND sequence = $3::bigint
        RETURNING commit_id AS commit`,
      values: [instead, from.commit, from.sequence],
    },
    patience,
  )
  if (taken !== undefined) return { kind: 'refused', commit: taken.commit }
  const [head] = await connection.ask<Head & Record<string, unknown>>({ text: HEAD }, patience)
  return head?.commit === to.commit ? { kind: 'kept' } : { kind: 'foreign', head }
}
