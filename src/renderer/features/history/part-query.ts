import { formatTime, type Millis, parseMatcher } from '@watchfloor/contract'
import { lineOf } from '../../../shared/alert-words.ts'
import { HISTORY, pastPlace } from '../../state/moment.ts'
import { formatView, type View } from '../../state/view.ts'

/** What the server's lives are asked by, beside the view. */
const OWN = ['fingerprint', 'owner', 'fate', 'hour', 'offset'] as const

/** What the server is asked for; what it does not know of a view, it is not. */
export function serverQuery(
  from: Millis,
  to: Millis | null,
  { filter, levels }: Pick<View, 'filter' | 'levels'>,
  query: URLSearchParams,
): string {
  const asked = new URLSearchParams({ from: formatTime(from) })
  if (to !== null) asked.set('to', formatTime(to))
  for (const text of filter) if (isMatcher(text)) asked.append('filter', text)
  if (levels.length > 0) asked.set('severity', levels.join(','))
  for (const name of OWN) {
    const value = query.get(name)
    if (value !== null) asked.set(name, value)
  }
  return asked.toString()
}

const FATES: Readonly<Record<string, string>> = {
  firing: 'still firing',
  resolved: 'resolved',
  lost: 'contact lost',
  acknowledged: 'taken by somebody',
  unowned: 'ended before anybody had it',
}

/** What narrows the list, in words, and the place without it. */
export function narrowings(
  query: URLSearchParams,
  view: View,
): readonly { readonly text: string; readonly without: () => string }[] {
  const [owner, fate, hour] = (['owner', 'fate', 'hour'] as const).map((name) => query.get(name))
  const fingerprint = query.get('fingerprint')
  const withView = (change: Partial<View>): string => {
    const next = new URLSearchParams(formatView({ ...view, ...change }))
    for (const name of ['from', 'to', ...OWN]) {
      const value = query.get(name)
      if (value !== null) next.set(name, value)
    }
    return `${HISTORY}?${next}`
  }
  return [
    ...(fingerprint === null ? [] : [{ text: 'one alert', without: () => pastPlace({ fingerprint: null }) }]),
    ...(owner == null
      ? []
      : [{ text: `taken by ${lineOf(owner)}`, without: () => pastPlace({ owner: null }) }]),
    ...(fate == null
      ? []
      : [{ text: FATES[fate] ?? lineOf(fate), without: () => pastPlace({ fate: null }) }]),
    ...(hour == null
      ? []
      : [
          {
            text: `${hour.padStart(2, '0')}:00 to ${hour.padStart(2, '0')}:59`,
            without: () => pastPlace({ hour: null, offset: null }),
          },
        ]),
    ...view.filter.filter(isMatcher).map((one) => ({
      text: lineOf(one),
      without: () => withView({ filter: view.filter.filter((other) => other !== one) }),
    })),
    ...view.levels.map((level) => ({
      text: level,
      without: () => withView({ levels: view.levels.filter((other) => other !== level) }),
    })),
  ]
}

function isMatcher(text: string): boolean {
  return !text.startsWith('@') && parseMatcher(text).ok
}
