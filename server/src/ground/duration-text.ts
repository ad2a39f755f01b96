import type { Millis } from '@watchfloor/contract'

/** As somebody reads it, of two units at most: `8 h`, `1 d 2 h`, `1 min 30 s`. */
export function durationText(ms: Millis): string {
  const parts: string[] = []
  let rest = Math.ceil(ms / 1_000)
  for (const [unit, size] of [
    ['d', 86_400],
    ['h', 3_600],
    ['min', 60],
    ['s', 1],
  ] as const) {
    if (rest >= size && parts.length < 2) parts.push(`${Math.floor(rest / size)} ${unit}`)
    rest %= size
  }
  return parts.length === 0 ? '0 s' : parts.join(' ')
}
