import {
  compileFilter,
  formatMatcher,
  type GuardLimits,
  isWide,
  type Matcher,
  type Millis,
  matchesAll,
  type SilencePreview,
} from '@watchfloor/contract'
import type { CommandAnswer, Core } from '../core/core.ts'
import type { Stage } from '../core/stage.ts'
import { hidesOf } from './silence-hides.ts'

const DAYS = 7
const DAY = 86_400_000
/** Lives looked at in the past, newest first. */
const MOST_LIVES = 20_000
const PAGE = 1_000

/** What a silence with these matchers would hide: of what fires now, and of what fired in the past week. */
export async function previewSilence(
  core: Pick<Core, 'changeSilences' | 'readHistory'>,
  matchers: readonly Matcher[],
  now: Millis,
): Promise<CommandAnswer<SilencePreview>> {
  const firing = await core.changeSilences((stage, { policy }) => firingNow(stage, matchers, policy.guard))
  if (!firing.ok) return firing
  return { ok: true, value: { firing: firing.value, past: await pastLives(core, matchers, now) } }
}

/** Judged as a silence is when it is made; nothing is changed. */
function firingNow(stage: Stage, matchers: readonly Matcher[], guard: GuardLimits): SilencePreview['firing'] {
  const hides = hidesOf(stage, matchers)
  let silenced = 0
  for (const record of stage.firingFor(matchers)) {
    if (!record.heartbeat && record.silencedBy.length > 0 && matchesAll(matchers, record.labels)) silenced++
  }
  const { count, share, by_level, sample } = hides
  return { count, share, by_level, needs_confirmation: isWide(hides, guard), silenced, sample }
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
