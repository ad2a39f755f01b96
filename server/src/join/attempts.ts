import type { Millis } from '@watchfloor/contract'
import { networkOf } from '../ground/network-of.ts'

const MINUTE: Millis = 60_000

/** Counts what addresses try, anew each minute. Answers after how many seconds one may try again; 0 is now. */
export function attemptsPerMinute(most: number, monotonic: () => Millis): (address: string) => number {
  let since = monotonic()
  let counts = new Map<string, number>()
  return (address) => {
    const at = monotonic()
    if (at - since >= MINUTE) {
      since = at
      counts = new Map()
    }
    const network = networkOf(address)
    const count = (counts.get(network) ?? 0) + 1
    counts.set(network, count)
    return count <= most ? 0 : Math.ceil((since + MINUTE - at) / 1_000)
  }
}
