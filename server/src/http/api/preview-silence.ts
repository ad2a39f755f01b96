import {
  compileFilter,
  formatMatcher,
  type Matcher,
  type Millis,
  type SilencePreview,
} from '@watchfloor/contract'
import type { Core } from '../../core/core.ts'
import type { Pace } from '../../ground/pace.ts'

const DAYS = 7
const DAY = 86_400_000
/** Lives that are counted of the past, newest first, and pages of history that are read for them. */
const MOST_LIVES = 20_000
const MOST_PAGES = 10
const PAGE = 1_000

/** What a silence with these matchers would hide: of what fires now, and of what fired in the past week. */
export async function previewSilence(
  core: Pick<Core, 'wouldHide' | 'readHistory'>,
  matchers: readonly Matcher[],
  now: Millis,
  pace: Pace,
): Promise<SilencePreview> {
  const { hides, isWide, silenced, guard } = await core.wouldHide(matchers, pace)
  const { count, firing: all, share, by_level, sample } = hides
  return {
    firing: { count, share, by_level, needs_confirmation: isWide, silenced, all, sample },
    past: await pastLives(core, matchers, now, pace),
    guard,
  }
}

async function pastLives(
  core: Pick<Core, 'readHistory'>,
  matchers: readonly Matcher[],
  now: Millis,
  pace: Pace,
): Promise<SilencePreview['past']> {
  const filter = compileFilter({
    types: ['alert_created', 'alert_firing'],
    filter: matchers.map(formatMatcher),
  })
  // Matchers that were compiled once compile again.
  if (!filter.ok) throw new Error(filter.error)
  const alerts = new Set<string>()
  let lives = 0
  let before: number | undefined
  let pages = 0
  const span = { from: now - DAYS * DAY, to: now + 1 }
  do {
    const query = { ...span, filter: filter.value, fingerprint: undefined, before, limit: PAGE }
    const page = await core.readHistory(query, pace)
    pages++
    for (const event of page.events) {
      if (event.source === 'alert_processor') alerts.add(event.data.fingerprint)
      lives++
    }
    before = page.before
  } while (before !== undefined && lives < MOST_LIVES && pages < MOST_PAGES)
  return { days: DAYS, lives, alerts: alerts.size, complete: before === undefined }
}
