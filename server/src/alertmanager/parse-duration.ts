import type { Millis } from '@watchfloor/contract'

const DURATION = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/
const UNITS = [365 * 86_400_000, 7 * 86_400_000, 86_400_000, 3_600_000, 60_000, 1_000, 1]
/** Go counts nanoseconds in 63 bits. */
const LONGEST = 2 ** 63 / 1e6

/** A duration as Prometheus' `model.ParseDuration` reads it: `1h30m`, `0`; undefined for anything else. */
export function parseDuration(text: string): Millis | undefined {
  if (text === '0') return 0
  const [, ...amounts] = DURATION.exec(text) ?? []
  if (text === '' || amounts.every((amount) => amount === undefined)) return undefined
  const total = amounts.reduce((sum, amount, n) => sum + Number(amount ?? 0) * (UNITS[n] as number), 0)
  return total < LONGEST ? total : undefined
}
