import type { ResponseStatistics } from '@watchfloor/contract'
import type { ReactNode } from 'react'
import { zoneName } from '../../../shared/times.ts'
import { NEVER_TAKEN, NOT_OVER, Ranking, timesText } from './ranking.tsx'
import { livesLink } from './span.ts'

/** When alerts begin, by the clock that times are told by. */
export function Hours({
  value,
  offset,
}: {
  readonly value: ResponseStatistics
  readonly offset: number
}): ReactNode {
  return (
    <Ranking
      title="By hour of the day"
      lead={`By the present clock, ${zoneName(Date.parse(value.to))}, also for days on which another was in use.`}
      columns={['Hour', 'Lives', 'Until taken', 'Until resolved']}
      none="None."
      rows={value.hours.map((one) => ({
        key: String(one.hour),
        name: `${String(one.hour).padStart(2, '0')}:00`,
        count: one.lives,
        href: livesLink(value, { hour: String(one.hour), offset: String(offset) }),
        cells: [timesText(one.to_acknowledge, NEVER_TAKEN), timesText(one.to_resolve, NOT_OVER)],
      }))}
    />
  )
}
