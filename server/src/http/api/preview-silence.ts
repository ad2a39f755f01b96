import type { Matcher, Millis, SilencePreview } from '@watchfloor/contract'
import type { View } from '../../core/view.ts'
import type { Pace } from '../../ground/pace.ts'

const DAYS = 7

/** What a silence with these matchers would hide: of what fires now, and of what fired in the past week. */
export async function previewSilence(
  seen: Pick<View, 'wouldHide' | 'pastLives'>,
  matchers: readonly Matcher[],
  now: Millis,
  pace: Pace,
): Promise<SilencePreview> {
  const { hides, isWide, silenced, guard } = await seen.wouldHide(matchers, pace)
  const { count, firing: all, share, by_level, sample } = hides
  return {
    firing: { count, share, by_level, needs_confirmation: isWide, silenced, all, sample },
    past: await seen.pastLives(matchers, { now, days: DAYS }, pace),
    guard,
  }
}
