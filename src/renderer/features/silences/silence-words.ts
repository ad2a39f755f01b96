import {
  type BoardAlert,
  type BoardSilence,
  endsWithAlerts,
  formatMatcher,
  matcherFromData,
  matchesAll,
} from '@watchfloor/contract'
import { lineOf } from '../../../shared/alert-words.ts'
import { plural } from '../../../shared/counts.ts'

/** Its matchers as people write them; one that does not compile says so. */
export function matchersText({ matchers }: Pick<BoardSilence, 'matchers'>): string {
  return matchers
    .map((data) => {
      const matcher = matcherFromData(data)
      return lineOf(matcher.ok ? formatMatcher(matcher.value) : `${data.name} (${matcher.error})`)
    })
    .join(', ')
}

/** How many firing alerts it hides; undefined when it no longer compiles, for then it hides none at all. */
export function hiddenBy(
  { matchers }: Pick<BoardSilence, 'matchers'>,
  alerts: Iterable<BoardAlert>,
): number | undefined {
  const compiled = matchers.map(matcherFromData)
  if (!compiled.every((matcher) => matcher.ok)) return undefined
  const all = compiled.map(({ value }) => value)
  let hidden = 0
  for (const { status, labels } of alerts) if (status === 'firing' && matchesAll(all, labels)) hidden++
  return hidden
}

export function hidesNow({ state }: Pick<BoardSilence, 'state'>, hidden: number | undefined): string {
  if (hidden === undefined) return 'hides nothing: it no longer compiles'
  return `${state === 'pending' ? 'would hide' : 'hides'} ${plural(hidden, 'alert')} now`
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
