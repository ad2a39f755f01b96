import { isAcknowledgement, type Matcher, type Millis, parseTime, type Silence } from '@watchfloor/contract'
import type { Stage } from '../ledger/stage.ts'
import type { SilenceAround } from '../silences/silence-around.ts'
import type { SilencePolicy } from '../silences/silence-policy.ts'
import { silenceState, timesOf } from '../silences/silence-rules.ts'
import { renew, renewalTime } from './acknowledgement-silences.ts'
import { endIfLapsed, isProposed } from './propose-silence.ts'
import { activate, endByClock } from './silence-commands.ts'
import { isTold, warningTime, warnOfEnd } from './warn-of-end.ts'

/** How long an expired silence is remembered (Alertmanager's `--data.retention`). */
const RETENTION_MS = 120 * 3_600_000
/** A silence that hid nothing when its warning was due may hide something before it ends. */
const LOOK_AGAIN_MS = 15_000

/** When the clock next has anything to do for a silence. */
export function nextSilenceLook(silence: Silence, policy: SilencePolicy, now: Millis): Millis {
  const { startsAt, endsAt } = timesOf(silence)
  if (silence.state === 'expired') return endsAt + RETENTION_MS
  if (isProposed(silence)) return parseTime(silence.proposal.until) ?? now
  if (silence.state === 'pending') return startsAt
  if (isAcknowledgement(silence)) return Math.min(endsAt, Math.max(renewalTime(silence), now + LOOK_AGAIN_MS))
  if (isTold(silence)) return endsAt
  const warning = warningTime(silence, policy)
  return Math.min(endsAt, warning > now ? warning : now + LOOK_AGAIN_MS)
}

/**
 * What the clock does to silences: pending to active, near its end to told, active to expired, expired to forgotten.
 * Those that begin were tried before, so that the writer's turn waits for no expression; one that was not begins later.
 */
export function tickSilences(
  stage: Stage,
  around: SilenceAround,
  ids: Iterable<string>,
  tried: ReadonlyMap<string, readonly Matcher[] | undefined>,
): void {
  const { index, policy } = around
  for (const id of ids) {
    const silence = stage.silence(id)
    if (silence === undefined) continue
    if (isProposed(silence)) {
      endIfLapsed(stage, around, silence)
      continue
    }
    const { startsAt, endsAt } = timesOf(silence)
    const state = silenceState(startsAt, endsAt, stage.now)
    if (state === 'expired' && silence.state !== 'expired') endByClock(stage, index, silence)
    else if (state === 'active' && silence.state === 'pending') {
      if (tried.has(id)) activate(stage, index, silence, tried.get(id))
    } else if (state === 'expired' && stage.now - endsAt >= RETENTION_MS) stage.forgetSilence(id)
    else if (state === 'active' && isAcknowledgement(silence)) renew(stage, around, silence)
    else if (state === 'active' && !isTold(silence) && stage.now >= warningTime(silence, policy)) {
      warnOfEnd(stage, silence)
    }
  }
}
