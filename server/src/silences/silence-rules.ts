import {
  ACKNOWLEDGES,
  type CompiledAll,
  formatTime,
  limitsSomething,
  type Matcher,
  type Millis,
  MOST_MATCHERS,
  matchersFromData,
  parseTime,
  type Silence,
  type SilenceState,
  sameMatchers,
} from '@watchfloor/contract'
import { annotationsAfter } from './silence-annotations.ts'
import type { SilenceInput } from './silence-input.ts'

/** State of a silence by the clock alone: before its start pending, from its end on expired. */
export function silenceState(startsAt: Millis, endsAt: Millis, now: Millis): SilenceState {
  if (now < startsAt) return 'pending'
  return now < endsAt ? 'active' : 'expired'
}

export function timesOf(silence: Silence): { startsAt: Millis; endsAt: Millis } {
  return { startsAt: parseTime(silence.starts_at) ?? 0, endsAt: parseTime(silence.ends_at) ?? 0 }
}

/** Why this silence cannot be; undefined when it can. Messages are Alertmanager's where it has one. */
export function silenceError(input: SilenceInput, now: Millis): string | undefined {
  if (input.matchers.length === 0) return 'invalid silence: at least one matcher required'
  if (input.matchers.length > MOST_MATCHERS) return `invalid silence: at most ${MOST_MATCHERS} matchers`
  const read = compiledOf(input)
  if (!read.ok) return `invalid silence: invalid label matcher ${read.index}: ${read.error}`
  if (!limitsSomething(read.value))
    return 'invalid silence: at least one matcher must not match the empty string'
  if (input.endsAt <= Math.max(input.startsAt, 0)) return 'invalid silence: end time must be after start time'
  if (input.endsAt <= now) return "invalid silence: end time can't be in the past"
  return undefined
}

/** The matchers of a silence that is to be, or which of them is wrong. */
export function compiledOf({ matchers, compiled }: Pick<SilenceInput, 'matchers' | 'compiled'>): CompiledAll {
  return compiled === undefined ? matchersFromData(matchers) : { ok: true, value: compiled }
}

/** What a silence with a matcher that cannot be read hides: without that one it would hide too much. */
export const NOTHING: Matcher = {
  name: 'none',
  operator: '=',
  value: '',
  size: 0,
  extent: 0,
  matches: () => false,
}

/**
 * Compiled matchers of a silence. It was checked when it was made, but maybe by an older version that took
 * expressions which this one refuses: then undefined.
 */
export function compiledMatchers(silence: Pick<Silence, 'matchers'>): readonly Matcher[] | undefined {
  const read = matchersFromData(silence.matchers)
  return read.ok ? read.value : undefined
}

/**
 * May the silence change in place, keeping its id? Alertmanager's rule: same matchers, and an active one keeps its
 * start to the second, while a pending one may not start before now.
 */
export function canUpdate(old: Silence, input: SilenceInput, now: Millis): boolean {
  if (!sameMatchers(old.matchers, input.matchers)) return false
  const { startsAt, endsAt } = timesOf(old)
  const state = silenceState(startsAt, endsAt, now)
  if (state === 'expired') return false
  if (state === 'active') {
    return Math.floor(startsAt / 1000) === Math.floor(input.startsAt / 1000) && input.endsAt >= now
  }
  return input.startsAt >= now
}

/** What a client says of a silence, as one; `old` is the one that it changes. */
export function toSilence(
  id: string,
  input: SilenceInput,
  startsAt: Millis,
  now: Millis,
  old?: Pick<Silence, 'annotations'>,
): Silence {
  return {
    id,
    state: silenceState(startsAt, input.endsAt, now),
    matchers: input.matchers,
    starts_at: formatTime(startsAt),
    ends_at: formatTime(input.endsAt),
    updated_at: formatTime(now),
    created_by: input.createdBy,
    comment: input.comment,
    annotations: annotationsAfter(old, input),
    ...(input.sender === undefined ? {} : { sender: input.sender }),
    ...(input.acting === undefined ? {} : { made_by: input.acting.subject }),
  }
}

/**
 * A silence as it is after a change in place: what the client did not speak of, and what only a newer version knows,
 * stays as it was. An end that was told need not be told again.
 */
export function inPlace(old: Silence, said: Silence): Silence {
  const { end_told, ...kept } = old
  const mark = old.annotations[ACKNOWLEDGES]
  return {
    ...kept,
    ...said,
    ...(old.made_by === undefined ? {} : { made_by: old.made_by }),
    annotations: mark === undefined ? said.annotations : { ...said.annotations, [ACKNOWLEDGES]: mark },
    ...(end_told !== undefined && end_told === said.ends_at ? { end_told } : {}),
  }
}

/** A silence that takes the place of another, with what nobody spoke of; what belongs to the old one alone stays behind. */
export function inItsPlace(old: Silence, said: Silence): Silence {
  const { end_told: _told, upstreams: _links, mirrored_from: _from, ...kept } = old
  return { ...kept, ...said }
}

/** Why a silence no longer compiles; undefined when it does. */
export function compileError(silence: Pick<Silence, 'matchers'>): string | undefined {
  const read = matchersFromData(silence.matchers)
  return read.ok ? undefined : `matcher ${read.index}: ${read.error}`
}
