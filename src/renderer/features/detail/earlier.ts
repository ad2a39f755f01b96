import { type Millis, type PastLife, parseTime } from '@watchfloor/contract'
import { plural } from '../../../shared/counts.ts'
import { formatDuration } from '../../../shared/times.ts'

/** Earlier lives that are told one by one. */
export const MOST_TOLD = 3

/** What came before the life that is shown; undefined: all of them. */
export function earlierThan(lives: readonly PastLife[], life: string | undefined): readonly PastLife[] {
  const own = lives.find((one) => one.life === life)
  return lives.filter((one) => one !== own && (own === undefined || one.began < own.began))
}

/**
 * How long it usually takes, of the lives whose length is known; what is not, is said. Null when that is nothing to go
 * by.
 */
export function usuallyText(lives: readonly PastLife[], areAll: boolean): string | null {
  const lengths = lives
    .flatMap((life) => {
      const length = lengthOf(life)
      return length === null ? [] : [length]
    })
    .sort((a, b) => a - b)
  const lost = lives.filter(({ ended_by }) => ended_by === 'timeout').length
  const unknown = lost === 0 ? '' : ` Of ${lost} contact was lost: how long those took is not known.`
  const at = (part: number): Millis => lengths[Math.ceil(part * lengths.length) - 1] ?? 0
  const kept = areAll ? '' : 'the last '
  if (lengths.length === 0) return lost === 0 ? null : `How long it usually takes is not known.${unknown}`
  if (lengths.length < MOST_TOLD) return unknown === '' ? null : unknown.trim()
  return `Usually ${formatDuration(at(0.5))} (median of ${kept}${plural(lengths.length, 'life', 'lives')}), 9 of 10 within ${formatDuration(at(0.9))}.${unknown}`
}

function lengthOf({ began, ended, ended_by }: PastLife): Millis | null {
  if (ended === null || ended_by === 'timeout') return null
  return Math.max(0, (parseTime(ended) ?? 0) - (parseTime(began) ?? 0))
}
