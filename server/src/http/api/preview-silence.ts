import {
  type Matcher,
  type Millis,
  type PreviewRequest,
  parseTime,
  type SilencePreview,
} from '@watchfloor/contract'
import type { Principal } from '../../access/principal.ts'
import { lacking } from '../../access/rights.ts'
import type { View } from '../../core/view.ts'
import type { Pace } from '../../ground/pace.ts'

const DAYS = 7

/** What a silence would hide, of what fires now and of what fired in the past week; and what the rules say of it. */
export async function previewSilence(
  seen: Pick<View, 'wouldHide' | 'pastLives' | 'judgeSilence'>,
  asked: PreviewRequest,
  matchers: readonly Matcher[],
  by: Principal,
  now: Millis,
  pace: Pace,
): Promise<SilencePreview> {
  const { hides, isWide, silenced, guard, upstreams } = await seen.wouldHide(matchers, pace)
  const { count, firing: all, share, by_level, sample } = hides
  return {
    firing: { count, share, by_level, needs_confirmation: isWide, silenced, all, sample },
    past: await seen.pastLives(matchers, { now, days: DAYS }, pace),
    guard,
    upstreams: upstreams.map(({ name, write }) => ({ name, write })),
    rule: ruleOf(seen, asked, count, by, now),
  }
}

function ruleOf(
  seen: Pick<View, 'judgeSilence'>,
  { matchers, ends_at, id }: PreviewRequest,
  count: number,
  by: Principal,
  now: Millis,
): NonNullable<SilencePreview['rule']> {
  const message = lacking(by, 'respond')
  if (message !== undefined) return { verdict: 'refused', message }
  const endsAt = ends_at === undefined ? undefined : parseTime(ends_at)
  const verdict = seen.judgeSilence({ matchers, startsAt: now, endsAt, hides: { count } }, by, id)
  const longest = verdict.rule?.longest
  return {
    verdict: verdict.kind,
    ...(verdict.kind === 'allowed' ? {} : { message: verdict.message }),
    ...(longest === undefined ? {} : { longest_seconds: Math.floor(longest / 1000) }),
  }
}
