import { type Alert, levelRank, type Millis } from '@watchfloor/contract'
import type { InboxReason, InboxRow } from '../../shared/inbox.ts'
import { createBacklog } from './backlog.ts'
import { type CriticalNotices, createCriticalNotices } from './critical-notices.ts'
import {
  byUrgency,
  createGroups,
  type Group,
  type Groups,
  needsSomeone,
  openMembers,
  type Told,
} from './groups.ts'
import { hiddenBy, isPaused, judge } from './policy.ts'
import { lifeOf, rememberRows } from './row-memory.ts'
import type { Matter, Teller } from './teller.ts'
import { alertWords, resolvedWords } from './words.ts'

/** A flapping alert makes one sound in this time (S24). */
const FLAP_SOUND_MS = 5 * 60_000
const FIRST_RETRY_MS = 30_000
const LAST_RETRY_MS = 5 * 60_000
export const ALERT_BUTTONS: readonly string[] = ['Acknowledge', 'Open']

/** What becomes of a group that is no critical: told on its own, or folded into something larger. */
export type Fold = 'in_storm' | 'in_digest' | null

/** Who needs somebody, and what this person was told about it (S22, S24 to S26). */
export interface AlertAttention extends Pick<Groups, 'take' | 'all' | 'find'> {
  /** Decides about a group after what it went through. `why` replaces the ordinary reason. */
  readonly consider: (group: Group, teller: Teller, fold: Fold, why?: InboxReason) => void
  /** What is there is no news: the saved board, or a first contact whose summary is `row`. */
  readonly settle: (row: string | null, wall: Millis) => void
  /** Decides about every group, worst first; about the first ones now, about the others with each `tick`. */
  readonly considerAll: (teller: Teller, fold: Fold) => void
  /** A pause ended: tells in the same way what it held back and still needs somebody. */
  readonly pauseOver: (teller: Teller) => void
  /** Are there groups that are still to be decided about? */
  readonly isBehind: () => boolean
  /** A person gave back what this person had been told about. */
  readonly givenBack: (group: Group, teller: Teller) => void
  /** The system did not show this row: it is tried again. */
  readonly failed: (row: string, now: number) => void
  readonly shown: (row: string) => void
  readonly tick: (teller: Teller) => void
  readonly deadline: () => number
  readonly clear: () => void
}

/** `rows` is what the inbox knows of this server, oldest first. */
export function createAlertAttention(rows: readonly InboxRow[]): AlertAttention {
  const groups = createGroups()
  const memory = rememberRows(rows)
  const criticals: CriticalNotices = createCriticalNotices(groups)
  const backlog = createBacklog()
  const flapSounds = new Map<string, number>()
  const failures = new Map<
    string,
    { readonly group: Group; readonly retryAt: number; readonly wait: number }
  >()

  /** A life that the inbox knows was told, or held back by a pause, is so still. */
  const recall = (group: Group): void => {
    if (group.told !== null || group.held !== null) return
    for (const alert of group.members.values()) {
      group.told = memory.told(alert) ?? null
      group.held = memory.paused(alert) ?? null
      if (group.told !== null || group.held !== null) return
    }
  }

  const consider: AlertAttention['consider'] = (group, teller, fold, why) => {
    if (group.members.size === 0) return end(group, teller)
    recall(group)
    const open = openMembers(group)
    const [worst] = open
    if (worst === undefined) return rest(group, teller)
    if (group.told !== null && levelRank(worst.level) >= levelRank(group.told.level)) {
      return grow(group, teller, open)
    }
    const about = { level: worst.level, is_worse: group.told !== null, is_flapping: worst.flapping > 0 }
    const verdict = judge(about, teller.at.wall, teller.at.circumstances)
    group.ended = null
    if (verdict.decision === 'hold') return hold(group, teller, open, verdict.reason)
    group.held = null
    if (worst.level !== 'critical' && fold !== null) return tellFolded(group, teller, open, fold)
    const reason = why ?? verdict.reason
    // What takes its own notification's place adds none to those on the screen.
    const isInPlace = group.told?.as === 'single'
    if (worst.level === 'critical' && !isInPlace && criticals.place(group, teller.at.now) === 'flood') {
      return tellFolded(group, teller, open, 'in_flood')
    }
    tellSingle(group, teller, open, reason)
  }

  const considerThese = (these: Iterable<Group>, teller: Teller, fold: Fold, why?: InboxReason): void => {
    backlog.add(byWorst(these), (group, later) => {
      if (groups.get(group.key) === group) consider(group, later, fold, why)
    })
    backlog.next(teller)
  }

  const tellSingle = (group: Group, teller: Teller, open: readonly Alert[], reason: InboxReason): void => {
    const { wall, now } = teller.at
    const isCritical = open[0]?.level === 'critical'
    const sound = reason !== 'flapping' || now - (flapSounds.get(group.key) ?? -Infinity) >= FLAP_SOUND_MS
    if (reason === 'flapping' && sound) {
      for (const [key, at] of flapSounds) if (now - at >= FLAP_SOUND_MS) flapSounds.delete(key)
      flapSounds.set(group.key, now)
    }
    const row = teller.notify(matterOf(group, open, reason, wall), {
      row: unconfirmedRow(group),
      urgency: isCritical ? 'critical' : 'normal',
      sound,
      stays: isCritical,
      buttons: ALERT_BUTTONS,
    })
    group.told = { level: open[0]?.level ?? 'unset', row, at: wall, as: 'single', count: open.length }
  }

  const tellFolded = (
    group: Group,
    teller: Teller,
    open: readonly Alert[],
    reason: 'in_flood' | 'in_storm' | 'in_digest',
  ): void => {
    const { wall } = teller.at
    const row = teller.note(matterOf(group, open, reason, wall), 'fold')
    const as = reason === 'in_flood' ? 'flood' : 'fold'
    group.told = { level: open[0]?.level ?? 'unset', row, at: wall, as, count: open.length }
  }

  const hold = (group: Group, teller: Teller, alerts: readonly Alert[], reason: InboxReason): void => {
    const level = alerts[0]?.level ?? 'unset'
    const { held } = group
    if (held?.reason === reason && levelRank(held.level) <= levelRank(level)) {
      if (held.count === alerts.length) return
      teller.amend(held.row, alerts.map(lifeOf))
      group.held = { ...held, count: alerts.length }
      return
    }
    const row = teller.note(matterOf(group, alerts, reason, teller.at.wall), 'hold')
    group.held = { row, reason, level, count: alerts.length }
  }

  /** Somebody has all of it, or it is hidden. */
  const rest = (group: Group, teller: Teller): void => {
    const members = [...group.members.values()].sort(byUrgency)
    const reason = members[0] === undefined ? null : hiddenBy(members[0])
    if (reason === null) return
    const told = group.told ?? group.ended?.told ?? null
    group.ended = null
    if (told !== null) {
      takeBack(group, teller, told, reason === 'acknowledged' ? 'acknowledged' : 'withdrawn')
      if (reason === 'acknowledged') return
      // What is hidden and shows again later is news again.
      group.told = null
    }
    hold(group, teller, members, reason)
  }

  const grow = (group: Group, teller: Teller, open: readonly Alert[]): void => {
    const { told } = group
    if (told === null || told.count === open.length) return
    group.told = { ...told, count: open.length }
    if (told.row !== null) teller.amend(told.row, open.map(lifeOf))
    criticals.touch(group)
  }

  const takeBack = (
    group: Group,
    teller: Teller,
    told: Told,
    outcome: 'acknowledged' | 'withdrawn',
  ): void => {
    criticals.leave(group)
    if (told.as === 'single') teller.withdraw(keyOf(group), told.row, outcome)
  }

  /** Nothing of it fires any more. */
  const end = (group: Group, teller: Teller): void => {
    groups.drop(group)
    const told = group.ended?.told ?? null
    const last = group.ended?.last
    criticals.leave(group)
    if (last === undefined) return
    const isUntold = told === null && group.ended?.held == null && memory.told(last) === undefined
    if (isUntold && needsSomeone(last) && (last.level === 'critical' || last.level === 'high')) {
      // It came and went before anybody could be told.
      teller.note(matterOf(group, [last], 'ended', teller.at.wall), 'hold')
    }
    if (told?.as !== 'single') return
    const isPausedNow = isPaused(teller.at.circumstances, teller.at.wall)
    if (told.level !== 'critical' || !needsSomeone(last) || isPausedNow) {
      return teller.withdraw(keyOf(group), told.row, 'withdrawn')
    }
    teller.notify(
      {
        ...matterOf(group, [last], 'ended', teller.at.wall),
        kind: 'resolved',
        words: resolvedWords(last, told.at, teller.at.wall),
      },
      { urgency: 'low', sound: false },
    )
  }

  const unconfirmedRow = (group: Group): string | null => {
    const failed = failures.values().find((one) => one.group === group)
    if (failed !== undefined) return failures.keys().find((row) => failures.get(row) === failed) ?? null
    return (
      group.members
        .values()
        .map(memory.asked)
        .find((row) => row !== undefined) ?? null
    )
  }

  return {
    ...groups,
    consider,
    settle: (row, wall) => {
      for (const group of groups.all()) {
        recall(group)
        const [worst] = [...group.members.values()].sort(byUrgency)
        if (worst === undefined || group.told !== null || group.held !== null) continue
        if (unconfirmedRow(group) !== null) continue
        group.told = { level: worst.level, row, at: wall, as: 'fold', count: group.members.size }
      }
    },
    considerAll: (teller, fold) => considerThese(groups.all(), teller, fold),
    pauseOver: (teller) => {
      const held = [...groups.all()].filter((group) => group.held?.reason === 'paused')
      considerThese(held, teller, null, 'pause_over')
    },
    isBehind: () => !backlog.isEmpty(),
    givenBack: (group, teller) => {
      if (group.told === null || group.told.level !== 'critical') return
      group.told = null
      consider(group, teller, null, 'unacknowledged')
    },
    failed: (row, now) => {
      const group = [...groups.all()].find(({ told }) => told?.row === row)
      if (group === undefined) return
      group.told = null
      const wait = Math.min(LAST_RETRY_MS, (failures.get(row)?.wait ?? FIRST_RETRY_MS / 2) * 2)
      failures.set(row, { group, retryAt: now + wait, wait })
    },
    shown: (row) => void failures.delete(row),
    tick: (teller) => {
      backlog.next(teller)
      for (const [row, { group, retryAt }] of failures) {
        if (retryAt > teller.at.now) continue
        if (groups.get(group.key) === group && group.told === null) consider(group, teller, null)
        if (group.told?.row !== row) failures.delete(row)
      }
      // What speaks of many criticals waits for the last of them: its count would be wrong.
      if (backlog.isEmpty()) criticals.tick(teller)
    },
    deadline: () => {
      if (!backlog.isEmpty()) return -Infinity
      return Math.min(criticals.deadline(), ...failures.values().map(({ retryAt }) => retryAt))
    },
    clear: () => {
      groups.clear()
      backlog.clear()
      failures.clear()
    },
  }
}

function keyOf(group: Group): string {
  return `group ${group.key}`
}

function matterOf(group: Group, alerts: readonly Alert[], reason: InboxReason, wall: Millis): Matter {
  return {
    key: keyOf(group),
    kind: 'alert',
    level: alerts[0]?.level ?? 'unset',
    reason,
    words: alertWords(alerts, wall),
    group: group.key,
    alerts: alerts.map(lifeOf),
    count: alerts.length,
  }
}

/** Groups that need somebody, worst and newest first, then the others. */
function byWorst(groups: Iterable<Group>): readonly Group[] {
  const ranked = Array.from(groups, (group) => ({ group, worst: openMembers(group)[0] }))
  ranked.sort((a, b) => {
    if (a.worst === undefined || b.worst === undefined) {
      return Number(a.worst === undefined) - Number(b.worst === undefined)
    }
    return byUrgency(a.worst, b.worst)
  })
  return ranked.map(({ group }) => group)
}
