import { formatTime, type Millis } from '@watchfloor/contract'
import type { KeyReading } from '../access/jwt/key-age.ts'
import type { Finding } from './rows.ts'

/** A row for each issuer of JWTs: whether its keys can be had, and until when those that are known are used. */
export function keyRows(readings: readonly KeyReading[], now: Millis): readonly Finding[] {
  return readings.map(({ issuer, goodAt, usableUntil, trouble }) => {
    const row = { component: `Keys of ${issuer}`, kind: 'server', quiet: false } as const
    const seen = goodAt === undefined ? {} : { last_seen: formatTime(goodAt) }
    if (trouble === undefined) return { ...row, ...seen, status: 'healthy' }
    const what = `its keys cannot be read since ${formatTime(trouble.since)} (${trouble.reason})`
    if (usableUntil === undefined || usableUntil <= now)
      return {
        ...row,
        ...seen,
        status: 'unhealthy',
        message: `${what}: whoever comes with its JWTs is answered 503`,
      }
    const message = `${what}: those that are known are used until ${formatTime(usableUntil)}`
    return { ...row, ...seen, status: 'degraded', message }
  })
}
