import { type Alert, levelRank, type Millis, needsSomeone } from '@watchfloor/contract'
import type { InboxOutcome, InboxReason } from '../../shared/inbox.ts'
import { type Circumstances, hiddenBy, isInView, isPaused, judge } from './policy.ts'
import {
  forget,
  heldOf,
  holdBack,
  NEW,
  type Standing,
  type Told,
  tell,
  toldOf,
  unconfirmedRow,
} from './standing.ts'

/** What becomes of a group that is no critical: told on its own, or folded into something larger. */
export type Fold = 'in_storm' | 'in_digest' | null

/** A group, and what else is so when it is decided about. */
export interface Situation {
  /** Its alerts that fire, or flap, most urgent first. */
  readonly members: readonly Alert[]
  readonly wall: Millis
  readonly circumstances: Circumstances
  readonly fold: Fold
  /** Replaces the ordinary reason for telling. */
  readonly why?: InboxReason | undefined
  /** Criticals have no more notifications of their own for now (S24). */
  readonly isFlooded: boolean
  /** The inbox knows that the last life was told, though it was not known here. */
  readonly isRemembered: boolean
  /** A row that was asked for before this app started, and never confirmed. */
  readonly asked: string | null
  /** The id for a new row. */
  readonly row: string
}

/** What is to be said and written down, in this order. */
export type Saying =
  /** In a notification of its own; `inPlace` of the one that is on the screen. */
  | {
      readonly type: 'tell'
      readonly row: string
      readonly alerts: readonly Alert[]
      readonly reason: InboxReason
      readonly inPlace: boolean
    }
  /** In one that speaks of much else. */
  | {
      readonly type: 'fold'
      readonly row: string
      readonly alerts: readonly Alert[]
      readonly reason: 'in_flood' | 'in_storm' | 'in_digest'
    }
  | {
      readonly type: 'hold'
      readonly row: string
      readonly alerts: readonly Alert[]
      readonly reason: InboxReason
    }
  /** What was told or held back speaks of these alerts now. */
  | { readonly type: 'amend'; readonly row: string; readonly alerts: readonly Alert[] }
  | { readonly type: 'take_back'; readonly told: Told; readonly outcome: InboxOutcome }
  /** In the place of what had woken somebody. */
  | { readonly type: 'resolved'; readonly row: string; readonly told: Told; readonly last: Alert }

export interface Step {
  readonly standing: Standing
  readonly sayings: readonly Saying[]
}

/** Decides about a group after what it went through (S22, S24, S25). */
export function decide(standing: Standing, situation: Situation): Step {
  const { members } = situation
  const open = members.filter(needsSomeone)
  const [first] = members
  const [worst] = open
  if (first === undefined) return end(standing, situation)
  if (worst === undefined) return rest(standing, first, situation)
  const told = toldOf(standing)
  return told !== null && levelRank(worst.level) >= levelRank(told.level)
    ? grow(standing, told, worst, open, situation)
    : wake(standing, worst, open, situation)
}

/** Somebody is needed, or somebody is needed more than this person knows. */
function wake(standing: Standing, worst: Alert, open: readonly Alert[], situation: Situation): Step {
  const { wall, circumstances, fold, why, isFlooded } = situation
  const told = toldOf(standing)
  const about = {
    level: worst.level,
    is_worse: told !== null,
    is_flapping: worst.flapping > 0,
    is_outside: !open.some((alert) => isInView(alert, circumstances)),
  }
  const verdict = judge(about, wall, circumstances)
  if (verdict.decision === 'hold') return hold(standing, open, verdict.reason, situation)
  const isCritical = worst.level === 'critical'
  // What takes its own notification's place adds none to those on the screen.
  const inPlace = told?.as === 'single'
  const larger = isCritical ? (isFlooded && !inPlace ? 'in_flood' : null) : fold
  const news = { level: worst.level, at: wall, count: open.length, flaps: flapsOf(open) }
  if (larger !== null) {
    const { row } = situation
    const as = larger === 'in_flood' ? 'flood' : 'fold'
    return {
      standing: tell(standing, { ...news, row, as }),
      sayings: [{ type: 'fold', row, alerts: open, reason: larger }],
    }
  }
  const row = unconfirmedRow(standing) ?? situation.asked ?? situation.row
  return {
    standing: tell(standing, { ...news, row, as: 'single' }),
    sayings: [{ type: 'tell', row, alerts: open, reason: why ?? verdict.reason, inPlace }],
  }
}

/** A critical that flaps and that nobody has is told again this seldom (S24). */
const FLAP_AGAIN_MS = 30 * 60_000

/**
 * Told already, of at least this level: its row speaks of them all, and nobody is told again, unless it is a critical
 * that began to fire again, as it does all the time.
 */
function grow(
  standing: Standing,
  told: Told,
  worst: Alert,
  open: readonly Alert[],
  situation: Situation,
): Step {
  const { wall, circumstances } = situation
  const flaps = flapsOf(open)
  if (standing.kind !== 'told' || (told.count === open.length && (told.flaps ?? 0) === flaps))
    return { standing, sayings: [] }
  const isAgain = worst.episode !== undefined && flaps > (told.flaps ?? 0) && told.as !== 'fold'
  const isLate = isAgain && worst.level === 'critical' && wall - told.at >= FLAP_AGAIN_MS
  if (isLate && !isPaused(circumstances, wall)) return wake(standing, worst, open, situation)
  return {
    standing: { ...standing, told: { ...told, count: open.length, flaps } },
    sayings: told.row === null ? [] : [{ type: 'amend', row: told.row, alerts: open }],
  }
}

/** How often they fired that flap. */
function flapsOf(alerts: readonly Alert[]): number {
  return alerts.reduce((sum, { flapping }) => sum + flapping, 0)
}

function hold(standing: Standing, alerts: readonly Alert[], reason: InboxReason, { row }: Situation): Step {
  const level = alerts[0]?.level ?? 'unset'
  const before = heldOf(standing)
  const count = alerts.length
  if (before?.reason !== reason || levelRank(before.level) > levelRank(level)) {
    return {
      standing: holdBack(standing, { row, reason, level, count }),
      sayings: [{ type: 'hold', row, alerts, reason }],
    }
  }
  if (before.count === count) return { standing, sayings: [] }
  return {
    standing: holdBack(standing, { ...before, count }),
    sayings: [{ type: 'amend', row: before.row, alerts }],
  }
}

/** Somebody has all of it, or it is hidden. */
function rest(standing: Standing, first: Alert, situation: Situation): Step {
  const { members } = situation
  const reason = hiddenBy(first)
  if (reason === null) return { standing, sayings: [] }
  const told = standing.kind === 'told' || standing.kind === 'over' ? standing.told : null
  if (told === null) return hold(standing, members, reason, situation)
  if (reason === 'acknowledged') {
    const back = { type: 'take_back', told, outcome: 'acknowledged' } as const
    return { standing: standing.kind === 'told' ? standing : NEW, sayings: [back] }
  }
  // What is hidden and shows again later is news again.
  const held = hold(forget(standing), members, reason, situation)
  return { ...held, sayings: [{ type: 'take_back', told, outcome: 'withdrawn' }, ...held.sayings] }
}

/** Nothing of it fires any more. */
function end(standing: Standing, { wall, circumstances, isRemembered, row }: Situation): Step {
  if (standing.kind !== 'over') return { standing, sayings: [] }
  const { told, held, last } = standing
  const needed = needsSomeone(last)
  if (told === null) {
    const isKnown = held !== null || isRemembered
    // It came and went before anybody could be told.
    const isNews = !isKnown && needed && (last.level === 'critical' || last.level === 'high')
    return { standing, sayings: isNews ? [{ type: 'hold', row, alerts: [last], reason: 'ended' }] : [] }
  }
  if (told.as !== 'single') return { standing, sayings: [] }
  const isSaid = told.level === 'critical' && needed && !isPaused(circumstances, wall)
  return {
    standing,
    sayings: [
      isSaid ? { type: 'resolved', row, told, last } : { type: 'take_back', told, outcome: 'withdrawn' },
    ],
  }
}
