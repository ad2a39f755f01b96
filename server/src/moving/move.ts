import type { Millis } from '@watchfloor/contract'
import { addFromFile } from '../join/shared-join-codes.ts'
import { signInTables } from '../storage/postgres/sign-ins.ts'
import { type Compared, compare } from './compare.ts'
import { copy, type Progress } from './copy.ts'
import type { Source } from './source.ts'
import type { Target } from './target.ts'

/** A row may take so long. */
const PATIENCE: Millis = 60_000

/** What is in the target is not what is in the source: nothing of it is kept. */
export class MovedWrongly extends Error {
  readonly differences: readonly string[]

  constructor(differences: readonly string[]) {
    super('what was written is not what was read')
    this.differences = differences
  }
}

/** What is said of each step while it goes on. */
export interface MoveListener {
  readonly onCopied: Progress
  readonly onCompared: Progress
}

/**
 * Copies everything from one to the other and compares both, in one transaction: it is there when all of it is there
 * and alike, and until then the target is marked, so that no server begins an empty log on it.
 */
export async function move(
  source: Source,
  target: Target,
  { joins, now }: { readonly joins: string; readonly now: Millis },
  listener: MoveListener,
): Promise<Compared> {
  await target.mark()
  return target.fill(async (ask) => {
    await copy(source, ask, listener.onCopied)
    const compared = await compare(source, ask, listener.onCompared)
    if (compared.differences.length > 0) throw new MovedWrongly(compared.differences)
    const links = await addFromFile(joins, signInTables(ask, PATIENCE).joinCodes, now)
    return links === 0
      ? compared
      : { ...compared, alike: [...compared.alike, `join links ${links} that wait came along`] }
  })
}
