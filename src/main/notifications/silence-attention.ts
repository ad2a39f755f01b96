import { type Event, type Millis, parseTime } from '@watchfloor/contract'
import type { InboxRow } from '../../shared/inbox.ts'
import { judgeNotice } from './policy.ts'
import type { Teller } from './teller.ts'
import { silenceWords } from './words.ts'

/** What this person was told about silences: that one will end although alerts go on, or that one hides much. */
export interface SilenceAttention {
  readonly take: (event: Event, teller: Teller) => void
}

/** What is older was of interest while this desk was away. */
const RECENT_MS = 20 * 60_000

export function createSilenceAttention(rows: readonly InboxRow[]): SilenceAttention {
  const remembered = new Set(rows.filter(({ kind }) => kind === 'silence').map(({ group }) => group))
  /** Silences of which something is shown. */
  const shown = new Set<string>()
  return {
    take: (event, teller) => {
      if (event.source === 'silence_manager') {
        const { id, state, end_told } = event.data
        // It ended, or has another end: what was said is no longer so.
        if (!shown.has(id) || (state !== 'expired' && end_told !== undefined)) return
        shown.delete(id)
        teller.withdraw(keyOf(id), null, 'withdrawn')
        return
      }
      if (event.source !== 'system') return
      const { kind, silence } = event.data
      const group = `silence ${event.id}`
      if (
        (kind !== 'silence_ends' && kind !== 'silence_hides_much') ||
        silence === undefined ||
        remembered.has(group)
      )
        return
      const words = silenceWords(event.data, teller.at.wall)
      const matter = { key: keyOf(silence), kind: 'silence', level: null, words, group } as const
      if (!isRecent(event.timestamp, teller.at.wall)) {
        teller.note({ ...matter, reason: 'in_digest' }, 'fold')
        return
      }
      const heldBack = judgeNotice(false, teller.at.wall, teller.at.circumstances)
      if (heldBack !== null) {
        teller.note({ ...matter, reason: heldBack }, 'hold')
        return
      }
      shown.add(silence)
      const manner = { urgency: 'normal', sound: kind === 'silence_ends', buttons: ['Open'] } as const
      teller.notify({ ...matter, reason: kind }, manner)
    },
  }
}

function keyOf(silence: string): string {
  return `silence ${silence}`
}

function isRecent(timestamp: string, now: Millis): boolean {
  const at = parseTime(timestamp)
  return at !== undefined && Math.abs(now - at) <= RECENT_MS
}
