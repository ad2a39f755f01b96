import { DEFAULT_SILENCE_POLICY, type SilencePolicy } from '../silences/silence-policy.ts'
import { silenceRoomFrom } from './budget-settings.ts'
import type { Settings } from './settings.ts'
import { silenceRulesFrom } from './silence-rule-settings.ts'
import { upstreamsFrom } from './upstream-settings.ts'
import { standingRoomFrom } from './work-settings.ts'

/** The rules of silences as they are configured. */
export function silencePolicyFrom({
  silences,
  silence_rules,
  upstreams,
  limits,
}: Pick<Settings, 'silences' | 'silence_rules' | 'upstreams' | 'limits'>): SilencePolicy {
  const { confirm_percent, confirm_alerts, wide, warn_before, acknowledgements } = silences
  return {
    guard: { ...DEFAULT_SILENCE_POLICY.guard, share: confirm_percent / 100, alerts: confirm_alerts },
    room: silenceRoomFrom(limits),
    standing: standingRoomFrom(limits),
    refuseWide: wide === 'refuse',
    rules: silenceRulesFrom(silence_rules),
    proposalsLast: silences.proposals_last,
    warnBefore: warn_before,
    acknowledgements: acknowledgements === 'on',
    upstreams: upstreamsFrom({ upstreams }),
  }
}
