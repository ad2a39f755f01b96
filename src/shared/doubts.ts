import { type BoardHealth, OPEN_SERVER } from '@watchfloor/contract'
import { plural } from './counts.ts'
import { healthMark } from './health-mark.ts'

/** What of the way from the sources to the board is broken, so that the board may lack alerts. */
export interface Doubts {
  /** Heartbeats that do not come (S12). */
  readonly missing: readonly BoardHealth[]
  /** Other parts that fail. */
  readonly failing: readonly BoardHealth[]
  /** Sources that have stopped sending (S5). */
  readonly quiet: readonly BoardHealth[]
}

/** That a server asks nobody who they are takes no alert from its board; a line of its own says so. */
export function doubtsOf(health: Iterable<BoardHealth>): Doubts {
  const missing: BoardHealth[] = []
  const failing: BoardHealth[] = []
  const quiet: BoardHealth[] = []
  for (const one of health) {
    const mark = healthMark(one)
    if (mark === 'quiet') quiet.push(one)
    else if (mark === 'failing' && one.kind === 'pipeline') missing.push(one)
    else if (mark === 'failing' && one.component !== OPEN_SERVER) failing.push(one)
  }
  return { missing, failing, quiet }
}

/** In as few words as can be: `heartbeat missing, 2 sources quiet`; empty when nothing is broken. */
export function doubtText({ missing, failing, quiet }: Doubts): string {
  const some: readonly (readonly [readonly BoardHealth[], (count: number) => string])[] = [
    [missing, (count) => `${count === 1 ? 'heartbeat' : plural(count, 'heartbeat')} missing`],
    [failing, (count) => `${plural(count, 'part')} failing`],
    [quiet, (count) => `${plural(count, 'source')} quiet`],
  ]
  return some.flatMap(([rows, words]) => (rows.length === 0 ? [] : [words(rows.length)])).join(', ')
}
