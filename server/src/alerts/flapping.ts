import type { Millis } from '@watchfloor/contract'
import { type AlertRecord, NONE } from './record.ts'
import type { AlertRules } from './rules.ts'
import type { Step } from './step.ts'

/** Nothing hides what is over. */
export const UNSUPPRESSED = { silencedBy: NONE, inhibitedBy: NONE, mutedBy: NONE } as const

/** Of which episode a life is that begins now (S10): the one that goes on, or one that these lives come to. */
export function flappingOf(
  before: AlertRecord | undefined,
  lives: readonly Millis[],
  {
    now,
    rules,
    heartbeat,
  }: { readonly now: Millis; readonly rules: AlertRules; readonly heartbeat: boolean },
): Pick<AlertRecord, 'episode' | 'firstLife'> {
  const { episode, firstLife } = before ?? {}
  if (episode !== undefined) {
    return { episode: { ...episode, lives: episode.lives + 1, changedAt: now }, firstLife }
  }
  // A heartbeat is no alert that anybody is told of.
  if (heartbeat || lives.length < rules.flappingLives) return NO_EPISODE
  return { episode: { since: lives[0] ?? now, lives: lives.length, changedAt: now } }
}

const NO_EPISODE = {}

/** The life with which it turned out to flap, when this one begins; it may be this one. */
export function firstLifeOf({ episode, firstLife }: AlertRecord, life: string): string | undefined {
  return episode === undefined ? firstLife : (firstLife ?? life)
}

/** When an episode is over, if nothing changes any more. While an outage of ours is waited out, nothing is known (S4). */
export function calmAt(
  { episode }: AlertRecord,
  { rules, holdUntil }: { readonly rules: AlertRules; readonly holdUntil: Millis },
): Millis {
  if (episode === undefined) return Number.POSITIVE_INFINITY
  return Math.max(episode.changedAt + rules.flappingWindow, holdUntil)
}

/** An episode is over: what fires goes on as an ordinary alert, and what is quiet has resolved. */
export function calmed(record: AlertRecord, now: Millis): Step {
  const { episode } = record
  const calm: AlertRecord =
    record.status === 'firing'
      ? { ...record, episode: undefined, updatedAt: now }
      : { ...record, episode: undefined, ...UNSUPPRESSED, updatedAt: episode?.changedAt ?? now }
  return { record: calm, emit: ['alert_updated'], opens: false, durable: true }
}

/** A person says that one which is quiet for the moment is over. What it does from now on begins anew. */
export function calmedByHand(record: AlertRecord, now: Millis): Step {
  const { record: calm, ...step } = calmed(record, now)
  return { ...step, record: { ...calm, resolvedBy: 'person', lives: [] } }
}
