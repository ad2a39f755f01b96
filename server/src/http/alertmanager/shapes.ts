import {
  formatTime,
  type GettableSilence,
  type LabelSet,
  type Silence,
  type SilenceState,
  toAlertmanagerMatcher,
} from '@watchfloor/contract'
import { NONE } from '../../alerts/record.ts'
import type { ListedAlert } from '../../core/alert-queries.ts'
import { MIRRORED_FROM, UPSTREAM } from '../../silences/silence-annotations.ts'
import type { GettableAlert } from './schemas.ts'

/** Its JSON is a `GettableAlert`, which has no member that is undefined. */
type ToldAlert = Omit<GettableAlert, 'generatorURL'> & { readonly generatorURL: string | undefined }

/** `mutedBy` is filled only inside groups, where it also suppresses; the plain list always has it empty. */
export function toGettableAlert(
  { record, annotations, endsAt, inhibitedBy }: ListedAlert,
  receivers: readonly string[],
  mutedBy: readonly string[] = NONE,
): ToldAlert {
  const { silencedBy } = record
  const suppressed = silencedBy.length > 0 || inhibitedBy.length > 0 || mutedBy.length > 0
  return {
    labels: record.labels,
    annotations,
    startsAt: formatTime(record.startsAt),
    endsAt: formatTime(endsAt),
    updatedAt: formatTime(record.updatedAt),
    fingerprint: record.fingerprint,
    receivers: receivers.map((name) => ({ name })),
    status: {
      state: suppressed ? 'suppressed' : 'active',
      silencedBy,
      inhibitedBy: inhibitedBy.map(({ fingerprint }) => fingerprint),
      mutedBy,
    },
    generatorURL: record.generatorURL,
  }
}

export function toGettableSilence(silence: Silence): GettableSilence {
  return {
    id: silence.id,
    status: { state: silence.state },
    updatedAt: silence.updated_at,
    matchers: silence.matchers.map(toAlertmanagerMatcher),
    startsAt: silence.starts_at,
    endsAt: silence.ends_at,
    createdBy: silence.created_by,
    comment: silence.comment,
    annotations: { ...silence.annotations, ...whereabouts(silence) },
  }
}

/** Where else a silence stands, for tools that know only Alertmanager's shape; never stored. */
function whereabouts({ upstreams = [], mirrored_from = [] }: Silence): LabelSet {
  const links = upstreams.map(({ name, state, id, error }) => {
    const detail = error === undefined ? (id ?? '') : `: ${error}`
    return [`${UPSTREAM}${name}`, error === undefined ? `${state} ${detail}`.trim() : state + detail]
  })
  const from = mirrored_from.length === 0 ? {} : { [MIRRORED_FROM]: mirrored_from.join(', ') }
  return { ...from, ...Object.fromEntries(links) }
}

const STATE_ORDER: Readonly<Record<SilenceState, number>> = { active: 0, pending: 1, expired: 2 }

/** Alertmanager's order: active by soonest end, then pending by soonest start, then expired by latest end. */
export function compareSilences(a: Silence, b: Silence): number {
  if (a.state !== b.state) return STATE_ORDER[a.state] - STATE_ORDER[b.state]
  const [first, second] = a.state === 'pending' ? [a.starts_at, b.starts_at] : [a.ends_at, b.ends_at]
  const order = first < second ? -1 : first > second ? 1 : 0
  return a.state === 'expired' ? -order : order
}
