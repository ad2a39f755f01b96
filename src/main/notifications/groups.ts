import { type Alert, groupKey, isSuppressed, type Level, levelRank, type Millis } from '@watchfloor/contract'

/** That this person was told about a group, and as what. */
export interface Told {
  readonly level: Level
  /** Row of the inbox; null for what was there at first contact, which the summary stood for. */
  readonly row: string | null
  /** Wall time. */
  readonly at: Millis
  /** How: in a notification of its own, or in one that stands for many. */
  readonly as: 'single' | 'flood' | 'fold'
}

/** The firing alerts of one unit of attention (S22). */
export interface Group {
  readonly key: string
  readonly members: Map<string, Alert>
  told: Told | null
  /** The row that says why nobody was told; null where there is none. */
  held: { readonly row: string; readonly reason: string; readonly level: Level } | null
}

/** What a change of one alert did to its group. */
export interface Moved {
  readonly group: Group
  /** A life that was not known before. */
  readonly isNew: boolean
  /** The alert as it was; undefined when it was not firing. */
  readonly before: Alert | undefined
}

/** Every firing alert, by group. */
export interface Groups {
  /** Takes the alert as it is now; undefined when nothing that concerns attention changed. */
  readonly take: (alert: Alert) => Moved | undefined
  readonly get: (key: string) => Group | undefined
  readonly all: () => Iterable<Group>
  /** Forgets a group that has no members. */
  readonly drop: (key: string) => void
  readonly find: (fingerprint: string) => Alert | undefined
  readonly clear: () => void
}

export function createGroups(): Groups {
  const groups = new Map<string, Group>()
  const groupOf = new Map<string, string>()
  const open = (key: string): Group => {
    const known = groups.get(key)
    if (known !== undefined) return known
    const group: Group = { key, members: new Map(), told: null, held: null }
    groups.set(key, group)
    return group
  }
  return {
    take: (alert) => {
      const key = groupOf.get(alert.fingerprint)
      if (alert.status === 'resolved') {
        const group = key === undefined ? undefined : groups.get(key)
        const before = group?.members.get(alert.fingerprint)
        if (group === undefined || before === undefined) return undefined
        group.members.delete(alert.fingerprint)
        groupOf.delete(alert.fingerprint)
        return { group, isNew: false, before }
      }
      const group = open(key ?? groupKey(alert.labels))
      const before = group.members.get(alert.fingerprint)
      group.members.set(alert.fingerprint, alert)
      groupOf.set(alert.fingerprint, group.key)
      return { group, isNew: before?.life !== alert.life, before }
    },
    get: (key) => groups.get(key),
    all: () => groups.values(),
    drop: (key) => void groups.delete(key),
    find: (fingerprint) => groups.get(groupOf.get(fingerprint) ?? '')?.members.get(fingerprint),
    clear: () => {
      groups.clear()
      groupOf.clear()
    },
  }
}

/** Firing, nobody has it, nothing hides it. */
export function needsSomeone(alert: Alert): boolean {
  return alert.acknowledged_by === null && !isSuppressed(alert)
}

/** The members that need somebody, worst first, then newest first. */
export function openMembers(group: Group): readonly Alert[] {
  return [...group.members.values()].filter(needsSomeone).sort(byUrgency)
}

export function byUrgency(a: Alert, b: Alert): number {
  return levelRank(a.level) - levelRank(b.level) || (a.starts_at < b.starts_at ? 1 : -1)
}
