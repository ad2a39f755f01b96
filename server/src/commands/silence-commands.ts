import { type BulkAnswer, formatTime, type Matcher, parseTime, type Silence } from '@watchfloor/contract'
import { bothStanding, NOTHING_STANDS, standingError } from '../ground/standing.ts'
import type { Provenance } from '../ledger/provenance.ts'
import type { Stage } from '../ledger/stage.ts'
import { endError } from '../silences/judge-silence.ts'
import type { SilenceAround } from '../silences/silence-around.ts'
import type { SilenceIndex } from '../silences/silence-index.ts'
import type { SilenceInput } from '../silences/silence-input.ts'
import type { SilencePolicy } from '../silences/silence-policy.ts'
import { roomError, silenceBytes, sizeError } from '../silences/silence-room.ts'
import { canUpdate, inItsPlace, inPlace, silenceError, toSilence } from '../silences/silence-rules.ts'
import type { Acting } from '../silences/silence-table.ts'
import { upstreamsOf, withUpstreams } from '../silences/with-upstreams.ts'
import { adoptChange } from './adopt-change.ts'
import { applyToAlerts } from './align-silenced.ts'
import type { CommandAnswer } from './command-answer.ts'

/** Creates or changes a silence by Alertmanager's rules; answers its id, which is new when it could not stay. */
export function setSilence(
  stage: Stage,
  around: SilenceAround,
  input: SilenceInput,
  upstreams?: readonly string[],
): CommandAnswer<string> {
  const { now } = stage
  const { index } = around
  const old = input.id === undefined ? undefined : stage.silence(input.id)
  if (input.id !== undefined && old === undefined) {
    return { ok: false, reason: 'not_found', message: `silence ${input.id} not found` }
  }
  const error = silenceError(input, now)
  if (error !== undefined) return { ok: false, reason: 'invalid', message: error }

  const replaced = old?.state === 'expired' ? undefined : old
  const inPlaceOf = replaced !== undefined && canUpdate(replaced, input, now) ? replaced : undefined
  const sender = replaced?.sender ?? input.sender
  const startsAt = inPlaceOf === undefined ? Math.max(input.startsAt, now) : input.startsAt
  const said = toSilence(inPlaceOf?.id ?? around.newId(), { ...input, sender }, startsAt, now, old)
  const full = noRoomFor(stage, around, said, { replaced })
  if (full !== undefined) return { ok: false, reason: 'invalid', message: full }

  if (inPlaceOf !== undefined) {
    const silence = inPlace(inPlaceOf, said)
    stage.putSilence('silence_updated', silence, { by: input.createdBy })
    if (inPlaceOf.state !== silence.state) applyToAlerts(stage, index, silence, input.compiled)
    adoptChange(stage, inPlaceOf, silence, input.createdBy)
    return { ok: true, value: inPlaceOf.id }
  }
  const made = old === undefined ? said : inItsPlace(old, said)
  const silence = withUpstreams(made, around.policy, upstreams ?? upstreamsOf(old, around.policy))
  stage.putSilence('silence_created', silence, { by: input.createdBy })
  // It stands before the other one ends, so that no alert of both is told that nothing hides it.
  if (replaced !== undefined) endByPerson(stage, index, replaced, { by: input.createdBy })
  applyToAlerts(stage, index, silence, input.compiled)
  return { ok: true, value: silence.id }
}

/**
 * Why this silence cannot be held, in the place of that one if there is one; undefined when it can. A mirrored one is
 * not refused for what its expressions cost: it hides elsewhere, and people here would be called for what is silenced.
 */
export function noRoomFor(
  stage: Stage,
  { policy, index, onFull }: SilenceAround,
  silence: Silence,
  {
    replaced,
    isMirrored = false,
  }: { readonly replaced?: Silence | undefined; readonly isMirrored?: boolean } = {},
): string | undefined {
  const tooLarge = sizeError(silence, policy.room)
  if (tooLarge !== undefined) return tooLarge
  const held = stage.held('silences', silence.sender ?? '')
  const more = {
    count: replaced === undefined ? 1 : 0,
    bytes: silenceBytes(silence) - (replaced === undefined ? 0 : silenceBytes(replaced)),
  }
  const full =
    roomError(held, more, policy.room) ??
    (isMirrored ? undefined : standsTooMuch(stage, index, silence, replaced, policy))
  if (full !== undefined) stage.whenKept(() => onFull(full))
  return full
}

/** What stands already is no matter to a silence that costs nothing, or no more than the one that it replaces. */
function standsTooMuch(
  stage: Stage,
  index: SilenceIndex,
  silence: Silence,
  replaced: Silence | undefined,
  { standing }: SilencePolicy,
): string | undefined {
  const own = index.standingOf(silence)
  const before = replaced === undefined ? NOTHING_STANDS : index.standingOf(replaced)
  if (own.steps <= before.steps && own.places <= before.places) return undefined
  return standingError('all silences', bothStanding(stage.standing, own), standing)
}

/** Ends a silence now, by the rule of whoever acts; ending an expired one again changes nothing, as in Alertmanager. */
export function expireSilence(
  stage: Stage,
  { index, policy }: SilenceAround,
  id: string,
  by: string,
  acting?: Acting,
): CommandAnswer<void> {
  const silence = stage.silence(id)
  if (silence === undefined) return { ok: false, reason: 'not_found', message: `silence ${id} not found` }
  const forbidden = endError(silence, acting, policy.rules)
  if (forbidden !== undefined) return { ok: false, reason: 'forbidden', message: forbidden }
  if (silence.state !== 'expired') endByPerson(stage, index, silence, { by })
  return { ok: true, value: undefined }
}

/** Ends many silences in one transaction. */
export function expireSilences(
  stage: Stage,
  { index, policy }: SilenceAround,
  ids: readonly string[],
  by: string,
  acting?: Acting,
): CommandAnswer<BulkAnswer['results']> {
  const results = ids.map((id) => {
    const silence = stage.silence(id)
    if (silence === undefined) return { id, outcome: 'not_found' as const }
    if (silence.state === 'expired') return { id, outcome: 'was_expired' as const }
    const reason = endError(silence, acting, policy.rules)
    if (reason !== undefined) return { id, outcome: 'refused' as const, reason }
    endByPerson(stage, index, silence, { by })
    return { id, outcome: 'expired' as const }
  })
  return { ok: true, value: results }
}

/** Ends a silence before its time, for a reason that is no person's word. */
export function endSilence(stage: Stage, index: SilenceIndex, silence: Silence, told: Provenance): void {
  expire(stage, index, silence, { type: 'silence_expired', early: true, ...told })
}

/** Its end has come. */
export function endByClock(stage: Stage, index: SilenceIndex, silence: Silence): void {
  expire(stage, index, silence, { type: 'silence_expired', early: false })
}

/** Its start has come; `tried` are its matchers, as they were tried for that. */
export function activate(
  stage: Stage,
  index: SilenceIndex,
  silence: Silence,
  tried: readonly Matcher[] | undefined,
): void {
  const active: Silence = { ...silence, state: 'active', updated_at: changedAt(stage, silence, 'clock') }
  stage.putSilence('silence_activated', active)
  applyToAlerts(stage, index, active, tried)
}

/** Somebody ended it, here or where it came from. */
export function endByPerson(stage: Stage, index: SilenceIndex, silence: Silence, told: Provenance): void {
  expire(stage, index, silence, { type: 'silence_deleted', early: true, ...told })
}

/** Puts a silence there as it is, and tells its alerts when it begins or ends; `tried` as for `activate`. */
export function placeSilence(
  stage: Stage,
  index: SilenceIndex,
  type: 'silence_created' | 'silence_updated' | 'silence_deleted',
  silence: Silence,
  told: Provenance,
  tried?: readonly Matcher[],
): void {
  const before = stage.silence(silence.id)?.state
  stage.putSilence(type, silence, told)
  if (before !== silence.state) applyToAlerts(stage, index, silence, tried)
}

function expire(
  stage: Stage,
  index: SilenceIndex,
  silence: Silence,
  {
    type,
    early,
    ...told
  }: Provenance & { readonly type: 'silence_expired' | 'silence_deleted'; readonly early: boolean },
): void {
  const now = formatTime(stage.now)
  const ended: Silence = {
    ...silence,
    state: 'expired',
    ...(early ? { ends_at: now } : {}),
    ...(early && silence.state === 'pending' ? { starts_at: now } : {}),
    updated_at: changedAt(stage, silence, early ? 'word' : 'clock'),
  }
  stage.putSilence(type, ended, told)
  applyToAlerts(stage, index, ended)
}

/**
 * When it changed. Of one that was made elsewhere it is the time of that clock, by which a later change there is known
 * (S11): what passes by itself leaves it, and a word from here is no earlier, however far ahead that clock is.
 */
function changedAt({ now }: Stage, silence: Silence, by: 'clock' | 'word'): string {
  if (silence.mirrored_from === undefined) return formatTime(now)
  if (by === 'clock') return silence.updated_at
  return formatTime(Math.max(now, parseTime(silence.updated_at) ?? now))
}
