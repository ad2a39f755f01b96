import {
  formatMatcher,
  type Matcher,
  type Millis,
  type Scope,
  type SilencePreview,
  type StreamFilter,
} from '@watchfloor/contract'
import type { Pace } from '../ground/pace.ts'
import { type ScannedLog, scanHistory } from './scan-history.ts'

/** Lives that are counted, newest first, and answers of the history that are asked for. */
const MOST_LIVES = 20_000
const MOST_ANSWERS = 10
const DAY = 86_400_000

/** How many lives began in the last days of alerts that pass these matchers, how many of them critical, and of how many alerts they were. */
export async function pastLives(
  scanned: ScannedLog,
  matchers: readonly Matcher[],
  { now, days, scope }: { readonly now: Millis; readonly days: number; readonly scope: Scope | undefined },
  pace: Pace,
): Promise<SilencePreview['past']> {
  const filter: StreamFilter = {
    types: ['alert_created', 'alert_firing'],
    filter: matchers.map(formatMatcher),
  }
  const span = { from: now - days * DAY, to: now + 1, filter, scope, fingerprint: undefined }
  const alerts = new Set<string>()
  let lives = 0
  let critical = 0
  let before: number | undefined
  let answers = 0
  do {
    const wanted = { ...span, before, wants: 'fingerprints' } as const
    before = await scanHistory(scanned, wanted, MOST_LIVES - lives, pace, ({ fingerprints, criticals }) => {
      for (const fingerprint of fingerprints) alerts.add(fingerprint)
      lives += fingerprints.length
      critical += criticals
      return MOST_LIVES - lives
    })
    answers++
  } while (before !== undefined && lives < MOST_LIVES && answers < MOST_ANSWERS)
  return { days, lives, critical, alerts: alerts.size, complete: before === undefined }
}
