import { type Alert, type Millis, parseTime } from '@watchfloor/contract'
import { formatCount } from './counts.ts'
import { formatCalmly } from './times.ts'

/** `7 times in 40 min, last 1 min`: how an alert flaps (S10); empty where it does not. */
export function episodeText({ episode }: Pick<Alert, 'episode'>, now: Millis): string {
  if (episode === undefined) return ''
  const span = now - (parseTime(episode.since) ?? now)
  const last = now - (parseTime(episode.changed_at) ?? now)
  return `${formatCount(episode.lives)} times in ${formatCalmly(span)}, last ${formatCalmly(last)}`
}

/** Whether one that flaps fires just now. */
export function flappingNow({ status }: Pick<Alert, 'status'>): string {
  return status === 'firing' ? 'fires now' : 'quiet for the moment'
}
