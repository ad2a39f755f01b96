import {
  type Alert,
  compileFilter,
  formatMatcher,
  type GuardLimits,
  isWide,
  type LabelSet,
  type LEVELS,
  levelRank,
  type Matcher,
  type Millis,
  matchesAll,
  type SilencePreview,
} from '@watchfloor/contract'
import type { Core } from '../core/core.ts'

const DAYS = 7
const DAY = 86_400_000
const SAMPLE = 20
/** Lives looked at in the past, newest first. */
const MOST_LIVES = 20_000
const PAGE = 1_000

type Levels = Record<(typeof LEVELS)[number], number>

export interface PreviewRules {
  readonly guard: GuardLimits
  /** The pipeline's heartbeat is no alert of the board (S12). */
  readonly isHeartbeat: (labels: LabelSet) => boolean
}

/** What a silence with these matchers would hide: of what fires now, and of what fired in the past week. */
export async function previewSilence(
  core: Pick<Core, 'alerts' | 'readHistory'>,
  matchers: readonly Matcher[],
  now: Millis,
  rules: PreviewRules,
): Promise<SilencePreview> {
  const firing = core.alerts().filter(({ alert }) => !rules.isHeartbeat(alert.labels))
  return { firing: firingNow(firing, matchers, rules.guard), past: await pastLives(core, matchers, now) }
}

function firingNow(
  entries: readonly { readonly alert: Alert }[],
  matchers: readonly Matcher[],
  guard: GuardLimits,
): SilencePreview['firing'] {
  const hidden = entries.map(({ alert }) => alert).filter(({ labels }) => matchesAll(matchers, labels))
  const by_level: Levels = { critical: 0, high: 0, warning: 0, info: 0, unset: 0 }
  for (const { level } of hidden) by_level[level]++
  return {
    count: hidden.length,
    share: entries.length === 0 ? 0 : hidden.length / entries.length,
    by_level,
    needs_confirmation: isWide({ count: hidden.length, firing: entries.length }, guard),
    silenced: hidden.filter(({ silenced_by }) => silenced_by.length > 0).length,
    sample: hidden
      .toSorted((a, b) => levelRank(a.level) - levelRank(b.level))
      .slice(0, SAMPLE)
      .map(({ fingerprint, alertname, level, labels }) => ({ fingerprint, alertname, level, labels })),
  }
}

async function pastLives(
  core: Pick<Core, 'readHistory'>,
  matchers: readonly Matcher[],
  now: Millis,
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
  const span = { from: now - DAYS * DAY, to: now + 1 }
  do {
    const page = await core.readHistory({
      ...span,
      filter: filter.value,
      fingerprint: undefined,
      before,
      limit: PAGE,
    })
    for (const event of page.events) {
      if (event.source === 'alert_processor') alerts.add(event.data.fingerprint)
      lives++
    }
    before = page.before
  } while (before !== undefined && lives < MOST_LIVES)
  return { days: DAYS, lives, alerts: alerts.size, complete: before === undefined }
}
