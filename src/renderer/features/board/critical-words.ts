import { formatCount } from '../../../shared/counts.ts'
import type { Counts } from '../../state/counts.ts'

/** `5 critical: 4 taken, 1 nobody's`: those that somebody has, or that are hidden, go on burning. Empty without any. */
export function criticalsText({ needs, handled, unconfirmed, suppressed }: Counts['criticals']): string {
  const all = needs + handled + unconfirmed + suppressed
  if (all === 0) return ''
  const parts = [
    [handled, 'taken'],
    [suppressed, 'hidden'],
    [needs + unconfirmed, 'nobody’s'],
  ] as const
  const words = parts.flatMap(([count, word]) => (count > 0 ? [`${formatCount(count)} ${word}`] : []))
  return `${formatCount(all)} critical: ${words.join(', ')}`
}
