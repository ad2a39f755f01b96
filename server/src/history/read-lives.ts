import { formatTime, type LivesPage, type PastLife, type ResolvedBy } from '@watchfloor/contract'
import { OverBudget } from '../ground/budgeted.ts'
import type { Pace } from '../ground/pace.ts'
import type { LifeScan, StoredLife } from '../storage/life-scan.ts'
import type { PastStore } from '../storage/storage.ts'
import type { Reading } from './read-history.ts'

/** Lives looked at for one answer, however few of them are asked for. */
const MOST_SCANNED = 40_000

/** Which lives, and how many at most; `before` is that of an earlier answer. */
export type LivesQuery = Omit<LifeScan, 'scope' | 'steps' | 'most'> & { readonly limit: number }

export interface LivesFound {
  readonly lives: readonly PastLife[]
  readonly before: LifeScan['before']
}

/** Reads lives newest first, in bounded steps, none of them in this thread; a page may be short while there is more. */
export async function readLives(
  store: Pick<PastStore, 'lives'>,
  { limit, ...wanted }: LivesQuery,
  { scope }: Pick<Reading, 'scope'>,
  pace: Pace,
): Promise<LivesFound | 'filling'> {
  const lives: PastLife[] = []
  let { before } = wanted
  for (let looked = 0; looked < MOST_SCANNED && lives.length < limit; ) {
    const steps = pace.budget.most - pace.budget.steps
    const asked = { ...wanted, before, scope, steps, most: limit - lives.length }
    const found = await pace.readLog(() => store.lives(asked))
    if (found === 'filling') return found
    pace.budget.steps += found.steps
    if (pace.budget.steps > pace.budget.most) throw new OverBudget(pace.budget)
    if (found.last === undefined) return { lives, before: undefined }
    for (const life of found.lives) lives.push(toPastLife(life))
    looked += found.looked
    before = found.last
  }
  return { lives, before }
}

/** The place of a life as text, for whoever asks for the next page. */
export function formatPlace(place: LifeScan['before']): LivesPage['before'] {
  return place === undefined ? null : `${place.began}.${place.level}.${place.sequence}`
}

/** Undefined when it is none of ours. */
export function parsePlace(text: string): LifeScan['before'] {
  const [, began, level = '', sequence] = /^(\d{1,15})\.([a-z]*)\.(\d{1,15})$/.exec(text) ?? []
  return began === undefined ? undefined : { began: Number(began), level, sequence: Number(sequence) }
}

function toPastLife(life: StoredLife): PastLife {
  const { epoch, sequence, fingerprint, alertname, level, labels, owner, note } = life
  const time = (at: number | null): string | null => (at === null ? null : formatTime(at))
  return {
    life: `${epoch}.${sequence}`,
    fingerprint,
    alertname,
    level,
    labels,
    began: formatTime(life.began),
    acknowledged: time(life.acknowledged),
    owner,
    ...(note !== null && { note }),
    ended: time(life.ended),
    ended_by: life.ended_by as ResolvedBy | null,
  }
}
