import { type Health, type Millis, parseTime } from '@watchfloor/contract'
import { healthMark } from '../../shared/health-mark.ts'
import type { InboxRow } from '../../shared/inbox.ts'
import { judgeNotice } from './policy.ts'
import { isUnconfirmed } from './row-memory.ts'
import type { Teller } from './teller.ts'
import { quietSourceWords, unhealthyWords } from './words.ts'

/** What this person was told about the server's components and sources (S5, S12). */
export interface HealthAttention {
  /** `unconfirmed` is how many alerts are unconfirmed at the moment. */
  readonly take: (health: Health, teller: Teller, unconfirmed: number) => void
  /** A pause ended: what is still wrong is told. */
  readonly pauseOver: (teller: Teller, unconfirmed: number) => void
}

type Trouble = 'unhealthy' | 'quiet_source'

export function createHealthAttention(rows: readonly InboxRow[]): HealthAttention {
  const remembered = new Set(
    rows.filter((row) => row.kind === 'health' && !isUnconfirmed(row)).map((row) => row.group),
  )
  /** By component: what is wrong, and whether it was told. */
  const troubles = new Map<string, { readonly health: Health; told: boolean }>()

  const tell = (health: Health, trouble: Trouble, teller: Teller, unconfirmed: number): boolean => {
    const isUrgent = trouble === 'unhealthy'
    const matter = {
      key: keyOf(health),
      kind: 'health' as const,
      level: null,
      words:
        trouble === 'unhealthy'
          ? unhealthyWords(health.component, health.message)
          : quietSourceWords(health.component, silenceOf(health, teller.at.wall), unconfirmed),
      group: groupOf(health),
    }
    const heldBack = judgeNotice(isUrgent, teller.at.wall, teller.at.circumstances)
    if (heldBack !== null) {
      teller.note({ ...matter, reason: heldBack }, 'hold')
      return false
    }
    teller.notify(
      { ...matter, reason: trouble },
      { urgency: isUrgent ? 'critical' : 'normal', sound: true, stays: isUrgent, buttons: ['Open'] },
    )
    return true
  }

  return {
    take: (health, teller, unconfirmed) => {
      const trouble = troubleOf(health)
      const before = troubles.get(health.component)
      if (trouble === null) {
        troubles.delete(health.component)
        if (before?.told) teller.withdraw(keyOf(health), null, 'withdrawn')
        return
      }
      if (before !== undefined && troubleOf(before.health) === trouble) return
      const isKnown = remembered.has(groupOf(health))
      const told = isKnown || tell(health, trouble, teller, unconfirmed)
      troubles.set(health.component, { health, told })
    },
    pauseOver: (teller, unconfirmed) => {
      for (const trouble of troubles.values()) {
        const what = troubleOf(trouble.health)
        if (!trouble.told && what !== null) trouble.told = tell(trouble.health, what, teller, unconfirmed)
      }
    },
  }
}

function troubleOf(health: Health): Trouble | null {
  switch (healthMark(health)) {
    case 'failing':
      return 'unhealthy'
    case 'quiet':
      return 'quiet_source'
    default:
      return null
  }
}

function keyOf({ component }: Health): string {
  return `health ${component}`
}

/** One spell of trouble: the same after a restart of this app, another after the component was well. */
function groupOf({ component, since }: Health): string {
  return `health ${component} ${since}`
}

function silenceOf({ last_seen }: Health, now: Millis): number | null {
  const seen = last_seen === undefined ? undefined : parseTime(last_seen)
  return seen === undefined ? null : Math.max(0, now - seen)
}
