import { type BulkAnswer, formatTime, type Millis, type Silence } from '@watchfloor/contract'
import type { AlertRecord } from '../alerts/record.ts'
import type { CommandAnswer, SilenceInput } from '../core/core.ts'
import type { Stage } from '../core/stage.ts'
import type { SilenceIndex } from './silence-index.ts'
import { canUpdate, silenceError, silenceState, timesOf, toSilence } from './silence-rules.ts'

/** How long an expired silence is remembered (Alertmanager's `--data.retention`). */
const RETENTION_MS = 120 * 3_600_000

/** Creates or changes a silence by Alertmanager's rules; answers its id, which is new when it could not stay. */
export function setSilence(
  stage: Stage,
  index: SilenceIndex,
  input: SilenceInput,
  newId: () => string,
): CommandAnswer<string> {
  const { now } = stage
  const old = input.id === undefined ? undefined : stage.silence(input.id)
  if (input.id !== undefined && old === undefined) {
    return { ok: false, reason: 'not_found', message: `silence ${input.id} not found` }
  }
  const error = silenceError(input, now)
  if (error !== undefined) return { ok: false, reason: 'invalid', message: error }

  if (old !== undefined && canUpdate(old, input, now)) {
    const silence = toSilence(old.id, input, input.startsAt, now)
    stage.putSilence('silence_updated', silence, input.createdBy)
    applyToAlerts(stage, index, silence)
    return { ok: true, value: old.id }
  }
  if (old !== undefined && old.state !== 'expired')
    expire(stage, index, old, 'silence_deleted', input.createdBy)
  const silence = toSilence(newId(), input, Math.max(input.startsAt, now), now)
  stage.putSilence('silence_created', silence, input.createdBy)
  applyToAlerts(stage, index, silence)
  return { ok: true, value: silence.id }
}

/** Ends a silence now; ending an expired one again changes nothing, as in Alertmanager. */
export function expireSilence(
  stage: Stage,
  index: SilenceIndex,
  id: string,
  by: string,
): CommandAnswer<void> {
  const silence = stage.silence(id)
  if (silence === undefined) return { ok: false, reason: 'not_found', message: `silence ${id} not found` }
  if (silence.state !== 'expired') expire(stage, index, silence, 'silence_deleted', by)
  return { ok: true, value: undefined }
}

/** Ends many silences in one transaction. */
export function expireSilences(
  stage: Stage,
  index: SilenceIndex,
  ids: readonly string[],
  by: string,
): CommandAnswer<BulkAnswer['results']> {
  const results = ids.map((id) => {
    const silence = stage.silence(id)
    if (silence === undefined) return { id, outcome: 'not_found' as const }
    if (silence.state === 'expired') return { id, outcome: 'was_expired' as const }
    expire(stage, index, silence, 'silence_deleted', by)
    return { id, outcome: 'expired' as const }
  })
  return { ok: true, value: results }
}

/** What the clock does to silences: pending to active, active to expired, expired to forgotten. */
export function tickSilences(stage: Stage, index: SilenceIndex): void {
  for (const silence of [...stage.silences()]) {
    const { startsAt, endsAt } = timesOf(silence)
    const state = silenceState(startsAt, endsAt, stage.now)
    if (state === 'expired' && silence.state !== 'expired') expire(stage, index, silence, 'silence_expired')
    else if (state === 'active' && silence.state === 'pending') {
      const active: Silence = { ...silence, state, updated_at: formatTime(stage.now) }
      stage.putSilence('silence_activated', active)
      applyToAlerts(stage, index, active)
    } else if (state === 'expired' && stage.now - endsAt >= RETENTION_MS) {
      stage.forgetSilence(silence.id)
    }
  }
}

/** Does the clock have anything to do for this silence? Cheap enough to ask every second. */
export function silenceIsDue(silence: Silence, now: Millis): boolean {
  const { startsAt, endsAt } = timesOf(silence)
  if (silence.state === 'expired') return now - endsAt >= RETENTION_MS
  return silenceState(startsAt, endsAt, now) !== silence.state
}

/** Ids of the active silences that hide these labels, in a steady order. */
export function silencesOf(
  stage: Stage,
  index: SilenceIndex,
  labels: AlertRecord['labels'],
): readonly string[] {
  const ids: string[] = []
  for (const silence of stage.silencesFor(labels)) {
    if (silence.state === 'active' && index.matches(silence, labels)) ids.push(silence.id)
  }
  return ids.sort()
}

function expire(
  stage: Stage,
  index: SilenceIndex,
  silence: Silence,
  type: 'silence_expired' | 'silence_deleted',
  by?: string,
): void {
  const now = formatTime(stage.now)
  const early = type === 'silence_deleted'
  const ended: Silence = {
    ...silence,
    state: 'expired',
    ...(early ? { ends_at: now } : {}),
    ...(early && silence.state === 'pending' ? { starts_at: now } : {}),
    updated_at: now,
  }
  stage.putSilence(type, ended, by)
  applyToAlerts(stage, index, ended)
}

/** The cause is in the log already; these are its effects (S7). */
function applyToAlerts(stage: Stage, index: SilenceIndex, silence: Silence): void {
  const hides = silence.state === 'active'
  // An alert that lists the silence has labels that its matchers pass, for neither changes. Without matchers that
  // compile, any alert may list it.
  for (const record of [...stage.firingFor(index.matchersOf(silence) ?? [])]) {
    const listed = record.silencedBy.includes(silence.id)
    const silenced = hides && index.matches(silence, record.labels)
    if (listed === silenced) continue
    const silencedBy = silenced
      ? [...record.silencedBy, silence.id].sort()
      : record.silencedBy.filter((id) => id !== silence.id)
    stage.applyStep({
      record: { ...record, silencedBy, updatedAt: stage.now },
      emit: [silencedBy.length > 0 ? 'alert_silenced' : 'alert_unsilenced'],
      opens: false,
      durable: true,
    })
  }
}
