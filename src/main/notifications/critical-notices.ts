import { type Alert, worstFirst } from '@watchfloor/contract'
import { createFlood } from './flood.ts'
import { type Group, type Groups, isOpen, openMembers } from './groups.ts'
import { isPaused } from './policy.ts'
import { createRepeats } from './repeats.ts'
import { lifeOf } from './row-memory.ts'
import { toldOf } from './standing.ts'
import type { Teller } from './teller.ts'
import { floodWords, repeatWords } from './words.ts'

const FLOOD_KEY = 'criticals'
const REPEAT_KEY = 'repeat'
const OPEN: readonly string[] = ['Open']
/** Names that the living notification looks through; it shows a handful. */
const MOST_NAMES = 100

/** The notifications that speak of many criticals: the living one in a flood (S24), and repeats. */
export interface CriticalNotices {
  /** Has a new critical group no notification of its own for now? */
  readonly isFlooded: (group: Group, now: number) => boolean
  /** It has one. */
  readonly single: (group: Group, now: number) => void
  /** The living notification speaks for it. */
  readonly join: (group: Group) => void
  readonly leave: (group: Group) => void
  /** A group of the living notification moved. */
  readonly touch: (group: Group) => void
  readonly tick: (teller: Teller) => void
  readonly deadline: () => number
}

export function createCriticalNotices(groups: Groups): CriticalNotices {
  const flood = createFlood()
  const names = new Set<string>()
  let floodRow: string | null = null
  const repeats = createRepeats()
  let isRepeatShown = false

  const told = (): readonly Group[] =>
    [...groups.all()].filter(({ standing }) => {
      const told = toldOf(standing)
      return told?.level === 'critical' && told.as !== 'fold'
    })

  const tellFlood = (teller: Teller): void => {
    const open = flood.groups().flatMap((key) => {
      const group = groups.get(key)
      return group === undefined ? [] : openMembers(group).slice(0, 1)
    })
    if (open.length === 0) {
      if (floodRow !== null) teller.withdraw(FLOOD_KEY, floodRow, 'withdrawn')
      floodRow = null
      names.clear()
      return
    }
    const all = told()
    const isNews = open.some(({ alertname }) => !names.has(alertname))
    for (const { alertname } of open) names.add(alertname)
    floodRow = teller.notify(
      {
        row: floodRow,
        key: FLOOD_KEY,
        kind: 'criticals',
        level: 'critical',
        reason: 'critical',
        words: floodWords(open.slice(0, MOST_NAMES), all.length, all.filter(isOpen).length),
        alerts: open.map(lifeOf),
        count: all.length,
      },
      { urgency: isNews ? 'critical' : 'normal', sound: isNews, stays: true, buttons: OPEN },
    )
  }

  const tellRepeat = (teller: Teller, due: readonly Alert[]): void => {
    if (isPaused(teller.at.circumstances, teller.at.wall)) return
    const worst = worstFirst(due)
    isRepeatShown = true
    teller.notify(
      {
        key: REPEAT_KEY,
        kind: 'repeat',
        level: 'critical',
        reason: 'unacknowledged',
        words: repeatWords(worst, teller.at.wall),
        alerts: worst.map(lifeOf),
      },
      {
        urgency: 'critical',
        sound: true,
        stays: true,
        buttons: worst.length === 1 ? ['Acknowledge', 'Open'] : OPEN,
      },
    )
  }

  return {
    isFlooded: (group, now) => flood.isFull(group.key, now),
    single: (group, now) => flood.single(group.key, now),
    join: (group) => flood.join(group.key),
    leave: (group) => flood.leave(group.key),
    touch: (group) => {
      if (toldOf(group.standing)?.as === 'flood') flood.touch()
    },
    tick: (teller) => {
      if (flood.isDue(teller.at.now)) tellFlood(teller)
      const due = repeats.due(told(), teller.at)
      if (due.length > 0) tellRepeat(teller, due)
      if (repeats.isWaiting()) return
      if (isRepeatShown) teller.withdraw(REPEAT_KEY, null, 'withdrawn')
      isRepeatShown = false
    },
    deadline: () => Math.min(flood.deadline(), repeats.deadline()),
  }
}
