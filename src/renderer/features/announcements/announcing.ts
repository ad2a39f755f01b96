import type { BoardAlert } from '@watchfloor/contract'
import { drillMark, nameOf, whereAndWhat } from '../../../shared/alert-words.ts'
import { formatCount } from '../../../shared/counts.ts'

/** Between two announcements, milliseconds: what comes meanwhile is said together. */
const APART_MS = 5_000
/** More than this at once are counted: reading them one by one would take longer than they take to come. */
const MOST_NAMES = 3

export interface Announcing {
  /** Criticals that just began, by fingerprint. */
  hear(fingerprints: readonly string[]): void
  stop(): void
}

export interface AnnouncingParts {
  readonly after: (milliseconds: number, run: () => void) => () => void
  /** Those that still need somebody. */
  readonly needed: (fingerprints: readonly string[]) => readonly BoardAlert[]
  readonly say: (text: string) => void
}

/** Says the first at once, and what comes soon after it together. */
export function createAnnouncing({ after, needed, say }: AnnouncingParts): Announcing {
  let heard = new Set<string>()
  let cancel: (() => void) | undefined
  const speak = (): void => {
    cancel = undefined
    const alerts = needed([...heard])
    heard = new Set()
    if (alerts.length === 0) return
    say(announcement(alerts))
    cancel = after(APART_MS, speak)
  }
  return {
    hear: (fingerprints) => {
      for (const fingerprint of fingerprints) heard.add(fingerprint)
      if (cancel === undefined && heard.size > 0) speak()
    },
    stop: () => cancel?.(),
  }
}

/** New criticals in words, the newest last. */
export function announcement(alerts: readonly BoardAlert[]): string {
  const last = alerts.at(-1)
  if (last === undefined) return ''
  if (alerts.length === 1) return `New critical: ${whole(last)}.`
  const count = `${formatCount(alerts.length)} new criticals`
  return alerts.length > MOST_NAMES
    ? `${count}, the last: ${whole(last)}.`
    : `${count}: ${alerts.map((alert) => `${drillMark(alert)}${nameOf(alert)}`).join(', ')}.`
}

function whole(alert: BoardAlert): string {
  return [`${drillMark(alert)}${nameOf(alert)}`, whereAndWhat(alert)].filter(Boolean).join(', ')
}
