import type { Millis } from '@watchfloor/contract'

/** A trouble that begins at once, and is over only when things were well for a while: what wobbles does not flap. */
export interface Alarm {
  readonly isRaised: boolean
  /** Since when things are well again, while it is still raised. */
  readonly wellSince: Millis | undefined
}

export const CALM: Alarm = { isRaised: false, wellSince: undefined }

/** The alarm after another look. What is neither bad nor well leaves it as it is. `calm` in ms. */
export function stepAlarm(
  alarm: Alarm,
  seen: { readonly isBad: boolean; readonly isWell: boolean },
  now: Millis,
  calm: Millis,
): Alarm {
  if (seen.isBad) return { isRaised: true, wellSince: undefined }
  if (!alarm.isRaised || !seen.isWell) return { ...alarm, wellSince: undefined }
  const wellSince = alarm.wellSince ?? now
  return now - wellSince >= calm ? CALM : { isRaised: true, wellSince }
}
