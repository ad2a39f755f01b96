import type { Millis } from '@watchfloor/contract'
import { createStorm, type StormFacts } from '../../shared/storm.ts'
import type { AlertAttention } from './alert-attention.ts'
import { isOpen, type Moved } from './groups.ts'
import { isInView, judgeNotice } from './policy.ts'
import { heldOf } from './standing.ts'
import type { Teller } from './teller.ts'
import { stormOverWords, stormWords, type Words } from './words.ts'

const KEY = 'storm'

/** One living notification for many alerts at once; criticals are told apart. */
export interface StormAttention {
  /** New lives, as they happen. */
  readonly take: (news: readonly Moved[], teller: Teller) => void
  readonly tick: (teller: Teller) => void
  readonly isOn: () => boolean
  readonly deadline: () => number
}

export function createStormAttention(alerts: Pick<AlertAttention, 'all'>): StormAttention {
  const storm = createStorm()
  let row: string | null = null

  const tell = (words: Words, facts: StormFacts, teller: Teller, sound: boolean): void => {
    const matter = {
      key: KEY,
      kind: 'storm',
      level: null,
      reason: 'storm',
      words,
      count: facts.alerts,
    } as const
    const heldBack = judgeNotice(false, teller.at.wall, teller.at.circumstances)
    if (heldBack === null) {
      const manner = { urgency: sound ? 'normal' : 'low', sound, buttons: ['Open'] } as const
      row = teller.notify({ ...matter, row }, manner)
    } else if (sound) teller.note({ ...matter, reason: heldBack }, 'hold')
  }
  const update = (teller: Teller, sound: boolean): void => {
    const facts = storm.facts()
    const held = [...alerts.all()].filter(({ standing }) => HELD.has(heldOf(standing)?.reason ?? '')).length
    tell(stormWords(facts, held), facts, teller, sound)
  }
  const end = (facts: StormFacts, teller: Teller): void => {
    const open = [...alerts.all()].filter(isOpen).length
    if (row !== null) tell(stormOverWords(facts, teller.at.wall as Millis, open), facts, teller, false)
    row = null
  }

  return {
    take: (news, teller) => {
      const { circumstances } = teller.at
      const worth = news.filter(({ alert }) => alert.level !== 'info' && isInView(alert, circumstances))
      const lives = worth.map(({ alert, group }) => ({ alert, group: group.key }))
      if (storm.take(lives, teller.at.now, teller.at.wall)) update(teller, true)
    },
    tick: (teller) => {
      const facts = storm.isOn() ? storm.facts() : null
      if (facts !== null && storm.isOver(teller.at.now)) return end(facts, teller)
      if (storm.isDue(teller.at.now)) update(teller, false)
    },
    isOn: () => storm.isOn(),
    deadline: () => storm.deadline(),
  }
}

/** Held back though it would have been told at another time. */
const HELD: ReadonlySet<string> = new Set(['paused', 'quiet_hours', 'in_front'])
