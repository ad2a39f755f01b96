import { criticalNames, isBlank, isGoingOn, levelOf, type Millis, type Silence } from '@watchfloor/contract'
import type { AlertRecord } from '../alerts/record.ts'
import type { Stage } from '../ledger/stage.ts'
import type { SilencePolicy } from '../silences/silence-policy.ts'
import { timesOf } from '../silences/silence-rules.ts'
import { factsOf } from './notice-facts.ts'

/** Why such a silence changed. */
export const TOLD_OF_END = 'its end was told'

/** Were people told of the end that it has now? Another end is told anew. */
export function isTold(silence: Silence): boolean {
  return silence.end_told === silence.ends_at
}

/** Whoever makes a silence this short is still there when it ends. */
const TOO_SHORT_MS = 5 * 60_000

/**
 * When its end is to be told. One that is hardly longer than the time before is told half-way, and a short one not
 * at all.
 */
export function warningTime(silence: Silence, policy: SilencePolicy): Millis {
  const { startsAt, endsAt } = timesOf(silence)
  const length = endsAt - startsAt
  if (length <= policy.warnBefore && length <= TOO_SHORT_MS) return Number.POSITIVE_INFINITY
  return endsAt - Math.min(policy.warnBefore, length / 2)
}

/** Tells, once, that a silence will end although alerts that it hides still fire. One that hides nothing is left alone. */
export function warnOfEnd(stage: Stage, silence: Silence): void {
  const returning = returningWith(stage, silence)
  if (returning.length === 0) return
  const { endsAt } = timesOf(silence)
  const alerts = returning.map(({ labels }) => ({
    alertname: labels.alertname ?? '',
    level: levelOf(labels.severity ?? '', stage.severities),
  }))
  const critical = alerts.filter(({ level }) => level === 'critical').length
  const grave = critical === 0 ? '' : `, ${critical} of them critical: ${criticalNames(alerts)}`
  const what =
    alerts.length === 1
      ? '1 alert that it hides still fires'
      : `${alerts.length} alerts that it hides still fire`
  const name = isBlank(silence.comment) ? silence.id : `“${silence.comment}”`
  const by = isBlank(silence.created_by) ? '' : `, by ${silence.created_by},`
  const message = `The silence ${name}${by} ends in ${minutes(endsAt - stage.now)}, at ${silence.ends_at}: ${what}${grave}`
  stage.putSilence('silence_updated', { ...silence, end_told: silence.ends_at }, { reason: TOLD_OF_END })
  const about = {
    ...factsOf(silence),
    count: alerts.length,
    critical,
    ...(critical > 0 && { critical_names: criticalNames(alerts) }),
  }
  stage.notify({ level: 'warning', message, kind: 'silence_ends', silence: silence.id, about })
}

/** Alerts that go on and that the end of this silence would bring back. */
function returningWith(stage: Stage, silence: Silence): readonly AlertRecord[] {
  const found: AlertRecord[] = []
  for (const fingerprint of new Set(stage.listing(silence.id))) {
    const record = stage.alert(fingerprint)
    if (record !== undefined && isGoingOn(record) && returnsWith(stage, record, silence)) found.push(record)
  }
  return found
}

/** Would the end of this silence bring the alert back? Not while something else hides it for longer. */
function returnsWith(stage: Stage, record: AlertRecord, silence: Silence): boolean {
  if (!record.silencedBy.includes(silence.id)) return false
  if (record.heartbeat || record.inhibitedBy.length > 0 || record.mutedBy.length > 0) return false
  return !record.silencedBy.some((id) => (stage.silence(id)?.ends_at ?? '') > silence.ends_at)
}

function minutes(ms: Millis): string {
  return ms < 60_000 ? `${Math.max(1, Math.round(ms / 1000))} s` : `${Math.round(ms / 60_000)} min`
}
