import { type Alert, type Millis, parseTime } from '@watchfloor/contract'
import { formatCount } from './counts.ts'
import { formatCalmly } from './times.ts'

/** `7 times in 40 min, last 1 min`: how an alert flaps (S10); empty where it does not. */
export function episodeText(alert: Pick<Alert, 'episode'>, now: Millis): string {
  return `${timesText(alert, now)}${lastText(alert, now)}`
}

/** `7 times in 40 min`. */
export function timesText({ episode }: Pick<Alert, 'episode'>, now: Millis): string {
  if (episode === undefined) return ''
  return `${formatCount(episode.lives)} times in ${formatCalmly(now - (parseTime(episode.since) ?? now))}`
}

/** `, last 1 min`: how long ago it began or ceased to fire. */
export function lastText({ episode }: Pick<Alert, 'episode'>, now: Millis): string {
  if (episode === undefined) return ''
  return `, last ${formatCalmly(now - (parseTime(episode.changed_at) ?? now))}`
}

/** Whether one that flaps fires just now. */
export function flappingNow({ status }: Pick<Alert, 'status'>): string {
  return status === 'firing' ? 'fires now' : 'quiet for the moment'
}
