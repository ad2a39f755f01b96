import { networkOf } from '../ground/network-of.ts'
import type { Door } from './authorize.ts'
import { FailedAttempts } from './failed-attempts.ts'
import { SlowLanes } from './slow-lanes.ts'

/** Failures of one network or one subject, at once and in a minute, before they wait. */
const ALLOWED = 20
/** The same for everybody together, who may be many that fail seldom. */
const ALLOWED_TOGETHER = 2_000
const REMEMBERED = 10_000
/** Signatures that are looked at in a second of all who have to wait: some hundredths of a processor. */
const PER_SECOND = 250

/** What comes before work that somebody who knows no secret can make us do: looking at a signature. */
export interface Patience {
  /** When it is their turn, which is now unless too many failed; false when nobody waits for it any more. */
  readonly turn: (door: Door, subject: string) => Promise<boolean>
  /** It was in vain. */
  readonly failed: (door: Door, subject: string) => void
  readonly close: () => void
}

/**
 * Nobody is refused for what failed before, not even their own network's: who guesses and who is good look the same
 * until the signature was looked at. So from where too much failed, or for whom, one waits: a connection has one
 * request waiting, lanes are served in turn, and each who waits is looked at. Guessing costs so much a second in all,
 * however many guess, and whoever is good behind the same address comes in after those who are connected from there.
 * What was good once is remembered, and asked here no more.
 */
export function createPatience(parts: {
  readonly connections: number
  readonly monotonic: () => number
  readonly after: (ms: number, run: () => void) => () => void
}): Patience {
  const { monotonic } = parts
  const each = new FailedAttempts({ allowed: ALLOWED, remembered: REMEMBERED, monotonic })
  const together = new FailedAttempts({ allowed: ALLOWED_TOGETHER, remembered: 1, monotonic })
  const lanes = new SlowLanes({ ...parts, perSecond: PER_SECOND })
  const keysOf = (network: string, subject: string): readonly string[] => [`from ${network}`, `as ${subject}`]
  return {
    turn: async ({ address, connection, isGone }, subject) => {
      const network = networkOf(address)
      const isOver =
        together.secondsOver('') > 0 || keysOf(network, subject).some((key) => each.secondsOver(key) > 0)
      return isOver ? lanes.wait(network, connection, isGone) : true
    },
    failed: ({ address }, subject) => {
      together.failed('')
      for (const key of keysOf(networkOf(address), subject)) each.failed(key)
    },
    close: () => lanes.close(),
  }
}
