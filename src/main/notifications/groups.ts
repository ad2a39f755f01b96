import { type Alert, groupKey, isGoingOn, isOfLife, needsSomeone, worstFirst } from '@watchfloor/contract'
import { NEW, over, type Standing } from './standing.ts'

/** The alerts of one unit of attention (S22) that fire, or flap (S10). */
export interface Group {
  readonly key: string
  readonly members: Map<string, Alert>
  standing: Standing
}

/** What a change of one alert did. */
export interface Moved {
  readonly group: Group
  readonly alert: Alert
  /** A life that was not known before; those of an episode are one (S10). */
  readonly isNew: boolean
  /** The alert as it was; undefined when it was not there. */
  readonly before: Alert | undefined
}

/** Every alert that fires, or flaps, by group. */
export interface Groups {
  /** Takes the alert as it is now; undefined when it was not there and is not. */
  readonly take: (alert: Alert) => Moved | undefined
  readonly get: (key: string) => Group | undefined
  readonly all: () => Iterable<Group>
  readonly find: (fingerprint: string) => Alert | undefined
  /** Lets go of a group without members. */
  readonly drop: (group: Group) => void
  readonly clear: () => void
}

export function createGroups(): Groups {
  const groups = new Map<string, Group>()
  const groupOf = new Map<string, Group>()

  const open = (key: string): Group => {
    const known = groups.get(key)
    if (known !== undefined) return known
    const group: Group = { key, members: new Map(), standing: NEW }
    groups.set(key, group)
    return group
  }
  /** What was told of the lives that are over says nothing about the next one. */
  const finish = (group: Group, last: Alert): void => {
    group.standing = over(group.standing, last)
  }

  return {
    take: (alert) => {
      const known = groupOf.get(alert.fingerprint)
      const before = known?.members.get(alert.fingerprint)
      if (!isGoingOn(alert)) {
        if (known === undefined || before === undefined) return undefined
        known.members.delete(alert.fingerprint)
        groupOf.delete(alert.fingerprint)
        if (known.members.size === 0) finish(known, before)
        return { group: known, alert, isNew: false, before }
      }
      const group = known ?? open(groupKey(alert.labels))
      const isNew = before === undefined || !isOfLife(alert, before.life)
      if (before !== undefined && isNew && group.members.size === 1) finish(group, before)
      group.members.set(alert.fingerprint, alert)
      groupOf.set(alert.fingerprint, group)
      return { group, alert, isNew, before }
    },
    get: (key) => groups.get(key),
    all: () => groups.values(),
    find: (fingerprint) => groupOf.get(fingerprint)?.members.get(fingerprint),
    drop: (group) => void groups.delete(group.key),
    clear: () => {
      groups.clear()
      groupOf.clear()
    },
  }
}

/** The members that need somebody, worst first, then newest first. */
export function openMembers(group: Group): readonly Alert[] {
  return worstFirst(group.members.values().filter(needsSomeone))
}

export function isOpen(group: Group): boolean {
  return group.members.values().some(needsSomeone)
}
