import { byUrgency, type Millis, smallest, urgencyOf, worstFirst } from '@watchfloor/contract'
import type { InboxReason, InboxRow } from '../../shared/inbox.ts'
import type { DecidingView } from '../../shared/saved-views.ts'
import { createBacklog } from './backlog.ts'
import { createCriticalNotices } from './critical-notices.ts'
import { decide, type Fold } from './decide.ts'
import { createGroupNotices } from './group-notices.ts'
import { createGroups, type Group, type Groups, openMembers } from './groups.ts'
import { rememberRows } from './row-memory.ts'
import { confirm, forget, heldOf, isDecided, recalled, refuse, type Told, tell, toldOf } from './standing.ts'
import type { Teller } from './teller.ts'

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
  /** The same after somebody gave it back: a critical that was told before is told again. */
  readonly givenBack: (group: Group, teller: Teller, fold: Fold) => void
  /** One of its alerts rose to critical, which may have been told long ago and have eased since: it is news again. */
  readonly risen: (group: Group, wall: Millis) => void
  /** The system did not show this row: it is tried again. */
  readonly failed: (row: string, now: number) => void
  readonly shown: (row: string) => void
  readonly tick: (teller: Teller) => void
  readonly deadline: () => number
  readonly clear: () => void
}

/** What rises to critical again and again is told this seldom. */
const AGAIN_MS = 5 * 60_000

/** `rows` is what the inbox knows of this server, oldest first. */
export function createAlertAttention(rows: readonly InboxRow[]): AlertAttention {
  const groups = createGroups()
  const memory = rememberRows(rows)
  const criticals = createCriticalNotices(groups)
  const say = createGroupNotices(criticals)
  const backlog = createBacklog()
  /** Groups whose row the system refused. */
  const refused = new Set<Group>()
  /** The view that decided at the last look. */
  let decides: DecidingView | null = null

  /** A life that the inbox knows was told, or held back by a pause, is so still. */
  const recall = (group: Group): void => {
    if (isDecided(group.standing)) return
    for (const alert of group.members.values()) {
      group.standing = recalled(group.standing, memory.told(alert) ?? null, memory.paused(alert) ?? null)
      if (isDecided(group.standing)) return
    }
  }
  const askedRow = (group: Group): string | null =>
    group.members
      .values()
      .map(memory.asked)
      .find((row) => row !== undefined) ?? null

  const consider: AlertAttention['consider'] = (group, teller, fold, why) => {
    recall(group)
    const { standing } = group
    const { wall, now, circumstances } = teller.at
    const step = decide(standing, {
      members: worstFirst(group.members.values()),
      wall,
      circumstances,
      fold,
      why,
      isFlooded: criticals.isFlooded(group, now),
      isRemembered: standing.kind === 'over' && memory.told(standing.last) !== undefined,
      asked: askedRow(group),
      row: teller.newRow(),
    })
    group.standing = step.standing
    for (const saying of step.sayings) say(group, saying, teller)
    if (group.members.size > 0) return
    groups.drop(group)
    criticals.leave(group)
  }

  const considerThese = (these: Iterable<Group>, teller: Teller, fold: Fold, why?: InboxReason): void => {
    backlog.add(byWorst(these), (group, later) => {
      if (groups.get(group.key) === group) consider(group, later, fold, why)
    })
    backlog.next(teller)
  }
  /** Another view decides: what the one before held back, and still needs somebody, is told (S39). */
  const viewMayHaveChanged = (teller: Teller): void => {
    const { view = null } = teller.at.circumstances
    if (view === decides) return
    decides = view
    const held = [...groups.all()].filter(({ standing }) => heldOf(standing)?.reason === 'outside_view')
    considerThese(held, teller, null)
  }
  /** When each group whose row was refused is asked again. */
  const retries = function* (): Iterable<readonly [group: Group, at: number]> {
    for (const group of refused) {
      const { standing } = group
      if (standing.kind === 'refused') yield [group, standing.retryAt]
      else refused.delete(group)
    }
  }

  return {
    ...groups,
    consider,
    settle: (row, wall) => {
      for (const group of groups.all()) {
        recall(group)
        const [worst] = worstFirst(group.members.values())
        if (worst === undefined || isDecided(group.standing) || askedRow(group) !== null) continue
        const told: Told = { level: worst.level, row, at: wall, as: 'fold', count: group.members.size }
        group.standing = tell(group.standing, told)
      }
    },
    considerAll: (teller, fold) => considerThese(groups.all(), teller, fold),
    pauseOver: (teller) => {
      const held = [...groups.all()].filter(({ standing }) => heldOf(standing)?.reason === 'paused')
      considerThese(held, teller, null, 'pause_over')
    },
    isBehind: () => !backlog.isEmpty(),
    givenBack: (group, teller, fold) => {
      const isAgain = toldOf(group.standing)?.level === 'critical'
      if (isAgain) group.standing = forget(group.standing)
      consider(group, teller, fold, isAgain ? 'unacknowledged' : undefined)
    },
    risen: (group, wall) => {
      const told = toldOf(group.standing)
      if (told?.level === 'critical' && wall - told.at >= AGAIN_MS) group.standing = forget(group.standing)
    },
    failed: (row, now) => {
      for (const group of groups.all()) {
        group.standing = refuse(group.standing, row, now)
        if (group.standing.kind === 'refused') refused.add(group)
      }
    },
    shown: (row) => {
      for (const group of groups.all()) group.standing = confirm(group.standing, row)
    },
    tick: (teller) => {
      viewMayHaveChanged(teller)
      backlog.next(teller)
      for (const [group, at] of retries()) if (at <= teller.at.now) consider(group, teller, null)
      // What speaks of many criticals waits for the last of them: its count would be wrong.
      if (backlog.isEmpty()) criticals.tick(teller)
    },
    deadline: () => {
      if (!backlog.isEmpty()) return -Infinity
      return Math.min(criticals.deadline(), smallest(Iterator.from(retries()).map(([, at]) => at)))
    },
    clear: () => {
      groups.clear()
      backlog.clear()
      refused.clear()
    },
  }
}

/** Groups that need somebody, worst and newest first, then the others. */
function byWorst(groups: Iterable<Group>): readonly Group[] {
  const ranked = Array.from(groups, (group) => {
    const [worst] = openMembers(group)
    return { group, worst: worst === undefined ? undefined : urgencyOf(worst) }
  })
  ranked.sort((a, b) => {
    if (a.worst === undefined || b.worst === undefined) {
      return Number(a.worst === undefined) - Number(b.worst === undefined)
    }
    return byUrgency(a.worst, b.worst)
  })
  return ranked.map(({ group }) => group)
}
