import {
  type BoardAlert,
  type BoardSilence,
  endsWithAlerts,
  isGoingOn,
  type Millis,
  matchersFromData,
  matchesAll,
  parseTime,
  type Silence,
} from '@watchfloor/contract'
import { lineOf } from '../../../shared/alert-words.ts'
import { plural } from '../../../shared/counts.ts'

const NAME_CHARACTERS = 40

/** A silence as people tell it from others: by its comment, in quotes. */
export function namedSilence({ comment }: Pick<Silence, 'comment'>): string {
  const line = lineOf(comment)
  return `“${line.length > NAME_CHARACTERS ? `${line.slice(0, NAME_CHARACTERS - 1)}…` : line}”`
}

/** What became of a silence that was left like this; null while it stands so. */
export function changedSince(left: Silence, now: Silence, at: Millis): readonly string[] | null {
  if (now.state === 'expired' || (parseTime(now.ends_at) ?? 0) <= at) return ['it has ended since.']
  if ((parseTime(now.updated_at) ?? 0) <= (parseTime(left.updated_at) ?? 0)) return null
  return [`it was changed since, by ${lineOf(now.created_by) || 'somebody'}.`]
}

/** How many firing alerts it hides, or why it hides none at all: a matcher of it that cannot be read (S28). */
export function hiddenBy(
  { matchers }: Pick<BoardSilence, 'matchers'>,
  alerts: Iterable<BoardAlert>,
): number | string {
  const read = matchersFromData(matchers)
  if (!read.ok) return read.error
  let hidden = 0
  for (const alert of alerts) if (isGoingOn(alert) && matchesAll(read.value, alert.labels)) hidden++
  return hidden
}

export function hidesNow(
  { state, mirrored_from = [] }: Pick<BoardSilence, 'state' | 'mirrored_from'>,
  hidden: number | string,
): string {
  if (typeof hidden === 'number')
    return `${state === 'pending' ? 'would hide' : 'hides'} ${plural(hidden, 'alert')} now`
  const elsewhere = mirrored_from.length === 0 ? '' : `, whatever it hides on ${mirrored_from.join(', ')}`
  return `hides nothing here${elsewhere}: ${hidden}`
}

/** Where else it stands, and what may end it early. */
export function whereabouts(
  silence: Pick<BoardSilence, 'annotations' | 'upstreams' | 'mirrored_from'>,
): readonly string[] {
  const { mirrored_from = [], upstreams = [] } = silence
  const written = upstreams.filter(({ state }) => state === 'written').map(({ name }) => name)
  return [
    ...(mirrored_from.length === 0 ? [] : [`made on ${mirrored_from.join(', ')}`]),
    ...(written.length === 0 ? [] : [`also on ${written.join(', ')}`]),
    ...upstreams.flatMap(({ name, state, error }) => {
      if (state === 'written' || state === 'ended') return []
      return [`not on ${name}, which still pages${error === undefined ? '' : ` (${error})`}`]
    }),
    ...(endsWithAlerts(silence) ? ['until its alerts have resolved'] : []),
  ]
}
