import { formatTime, type Millis } from '@watchfloor/contract'
import type { LookTrouble } from '../../ground/repeated-look.ts'
import type { TrustedIssuer } from './trusted-issuer.ts'

/** How the keys of an issuer are doing, for people and for metrics. */
export interface KeyReading {
  readonly issuer: string
  /** Undefined before the first good look. */
  readonly goodAt: Millis | undefined
  /** Until then they are used if nothing better is found. */
  readonly usableUntil: Millis | undefined
  readonly trouble: LookTrouble | undefined
}

export function keyReading({ issuer, keys, keysFor }: TrustedIssuer): KeyReading {
  const goodAt = keys.goodAt()
  return {
    issuer,
    goodAt,
    usableUntil: goodAt === undefined ? undefined : goodAt + keysFor,
    trouble: keys.trouble(),
  }
}

/** Why nothing of an issuer can be judged; undefined while it can. */
export function keysTooOld(issuer: TrustedIssuer, now: Millis): string | undefined {
  const { goodAt, usableUntil, trouble } = keyReading(issuer)
  if (usableUntil !== undefined && now < usableUntil) return undefined
  const last = goodAt === undefined ? 'were never read' : `were last read at ${formatTime(goodAt)}`
  const why = trouble === undefined ? '' : ` (${trouble.reason})`
  return `tokens of ${issuer.issuer} cannot be judged now: its keys ${last}${why}; try again in a moment`
}
