import { formatTime, isWide, type Silence } from '@watchfloor/contract'
import type { Stage } from '../ledger/stage.ts'
import type { MirrorStep } from '../silences/mirror-step.ts'
import type { SilenceAround } from '../silences/silence-around.ts'
import type { Rehearsed } from '../silences/silence-input.ts'
import { inPlace, silenceState, timesOf } from '../silences/silence-rules.ts'
import { withLink } from '../silences/upstream-links.ts'
import { adoptChange } from './adopt-change.ts'
import { tellWide } from './save-silence.ts'
import { endByClock, endByPerson, noRoomFor, placeSilence } from './silence-commands.ts'

/**
 * Takes over what an upstream's list made of our silences; says of each that the upstream did it. Those that begin were
 * tried before. Answers why new ones could not be taken, by their ids.
 */
export function applyMirror(
  stage: Stage,
  around: SilenceAround,
  name: string,
  steps: readonly MirrorStep[],
  tried: ReadonlyMap<string, Rehearsed | undefined>,
): ReadonlyMap<string, string> {
  const refused = new Map<string, string>()
  const by = `upstream ${name}`
  const { index } = around
  for (const step of steps) {
    if (step.kind === 'put') {
      const reason = put(stage, around, step.silence, by, tried.get(step.silence.id))
      if (reason !== undefined) refused.set(step.silence.id, reason)
      continue
    }
    const silence = stage.silence(step.id)
    if (silence === undefined) continue
    switch (step.kind) {
      case 'end':
        if (silence.state === 'expired') break
        if (timesOf(silence).endsAt <= stage.now) endByClock(stage, index, silence)
        else if (step.there !== undefined) {
          const { endsAt, updatedAt } = step.there
          const times = { ends_at: formatTime(endsAt), updated_at: formatTime(updatedAt) }
          const ended: Silence = { ...silence, ...times, state: 'expired' }
          placeSilence(stage, index, 'silence_deleted', ended, { by, reason: step.reason })
        } else endByPerson(stage, index, silence, { by, reason: step.reason })
        break
      case 'leave': {
        const mirrored_from = (silence.mirrored_from ?? []).filter((one) => one !== name)
        stage.putSilence(
          'silence_updated',
          { ...silence, mirrored_from },
          { reason: `it is no longer on ${name}` },
        )
        break
      }
      case 'link':
        stage.putSilence('silence_updated', withLink(silence, step.link), { reason: `found on ${name}` })
        break
      case 'adopt': {
        const changed = withLink(
          { ...silence, ends_at: step.ends_at, updated_at: formatTime(stage.now) },
          step.link,
        )
        placeSilence(stage, index, 'silence_updated', changed, {
          by,
          reason: `its end was changed on ${name}`,
        })
        adoptChange(stage, silence, changed, by)
        break
      }
      default:
        step satisfies never
    }
  }
  return refused
}

/**
 * A silence of theirs as it is to stand here; a new one that hides much is told like one that is made here. Answers why
 * a new one cannot be held.
 */
function put(
  stage: Stage,
  around: SilenceAround,
  given: Silence,
  by: string,
  tried: Rehearsed | undefined,
): string | undefined {
  const { index, policy } = around
  const { startsAt, endsAt } = timesOf(given)
  // By our clock: theirs may be a little behind.
  const state = silenceState(startsAt, endsAt, stage.now)
  const before = stage.silence(given.id)
  const isNew = before === undefined || before.state === 'expired'
  if (isNew && state === 'expired') return undefined
  const silence =
    before === undefined || isNew ? { ...given, state, sender: by } : inPlace(before, { ...given, state })
  const full = isNew ? noRoomFor(stage, around, silence, { isMirrored: true }) : undefined
  if (full !== undefined) return full
  placeSilence(stage, index, isNew ? 'silence_created' : 'silence_updated', silence, { by }, tried?.compiled)
  if (isNew && tried !== undefined && isWide(tried.hides, policy.guard)) tellWide(stage, silence, tried.hides)
  return undefined
}
