import { formatMatcher, type ResponseStatistics } from '@watchfloor/contract'
import { HISTORY } from '../../state/moment.ts'

const DAY = 86_400_000

export interface StatsSpan {
  readonly ms: number
  readonly words: string
}

export const SPANS = [
  { ms: DAY, words: '24 h' },
  { ms: 7 * DAY, words: '7 d' },
  { ms: 30 * DAY, words: '30 d' },
  { ms: 90 * DAY, words: '90 d' },
] as const satisfies readonly StatsSpan[]

type Own = 'fingerprint' | 'owner' | 'fate' | 'hour' | 'offset' | 'severity'

/** The lives that a number counts; `labels` are equal to these. */
export function livesLink(
  { from, to, counted_since }: Pick<ResponseStatistics, 'from' | 'to' | 'counted_since'>,
  narrowed: Partial<Record<Own, string>>,
  labels: Readonly<Record<string, string>> = {},
): string {
  const query = new URLSearchParams({ from: counted_since ?? from, to, ...narrowed })
  for (const [name, value] of Object.entries(labels))
    query.append('filter', formatMatcher({ name, value, operator: '=' }))
  return `${HISTORY}?${query}`
}
