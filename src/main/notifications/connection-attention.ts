import type { Freshness } from '@watchfloor/client'
import type { Millis } from '@watchfloor/contract'
import { hopText } from '../../shared/hops.ts'
import { whyNotReceiving } from '../../shared/receiving.ts'
import { createBlindness, type Sight } from './blindness.ts'
import { judgeNotice } from './policy.ts'
import { endedWords, SIGN_IN } from './signed-out.ts'
import type { Teller } from './teller.ts'
import { notReceivingWords, receivingWords, unstableWords } from './words.ts'

const KEY = 'connection'

/** What came while nothing was received. */
export interface Meanwhile {
  readonly criticals: number
  /** Lives that began and ended unseen. */
  readonly gone: number
}

/** What this person is told about being cut off (S27). */
export interface ConnectionAttention {
  /** `meanwhile` is asked only when there is something to tell it with. Answers whether it was told. */
  readonly take: (
    freshness: Freshness,
    teller: Teller,
    meanwhile: () => Meanwhile,
  ) => { readonly told: boolean }
  readonly tick: (teller: Teller) => void
  readonly woke: (now: number) => void
  readonly pauseOver: (teller: Teller) => void
  readonly deadline: () => number
}

/** `knownSince` is when the saved board was last true; null without one. */
export function createConnectionAttention(
  server: string,
  startedAt: number,
  knownSince: Millis | null,
): ConnectionAttention {
  const blindness = createBlindness(startedAt)
  let isHeld = false

  const tellBlind = (sight: Extract<Sight, { kind: 'blind' | 'ended' }>, teller: Teller): void => {
    const isEnd = sight.kind === 'ended'
    const matter = {
      key: KEY,
      kind: 'connection' as const,
      level: null,
      reason: isEnd ? ('signed_out' as const) : ('not_receiving' as const),
      words: isEnd
        ? endedWords(sight.freshness, server)
        : notReceivingWords(sight.since ?? knownSince, causeText(sight.freshness, server), teller.at.wall),
    }
    const buttons = isEnd && sight.freshness.reason !== 'forbidden' ? [SIGN_IN, 'Open'] : ['Open']
    const heldBack = judgeNotice(true, teller.at.wall, teller.at.circumstances)
    isHeld = heldBack !== null
    if (heldBack !== null) teller.note({ ...matter, reason: heldBack }, 'hold')
    else teller.notify(matter, { urgency: 'critical', sound: true, stays: true, buttons })
  }

  const tellUnstable = (sight: Extract<Sight, { kind: 'unstable' }>, teller: Teller): void => {
    const matter = {
      key: KEY,
      kind: 'connection' as const,
      level: null,
      reason: 'unstable' as const,
      words: unstableWords(sight.drops, sight.longest_ms),
    }
    const heldBack = judgeNotice(false, teller.at.wall, teller.at.circumstances)
    if (heldBack !== null) teller.note({ ...matter, reason: heldBack }, 'hold')
    else teller.notify(matter, { urgency: 'normal', sound: sight.drops === 3, buttons: ['Open'] })
  }

  const tell = (sights: readonly Sight[], teller: Teller, meanwhile: () => Meanwhile): { told: boolean } => {
    let told = false
    for (const sight of sights) {
      switch (sight.kind) {
        case 'blind':
        case 'ended':
          tellBlind(sight, teller)
          break
        case 'blind_while_unstable': {
          const words = notReceivingWords(sight.since, causeText(sight.freshness, server), teller.at.wall)
          teller.note({ key: KEY, kind: 'connection', level: null, reason: 'in_unstable', words }, 'fold')
          break
        }
        case 'unstable':
          tellUnstable(sight, teller)
          break
        case 'steady':
          teller.withdraw(KEY, null, 'withdrawn')
          break
        case 'sighted': {
          if (!sight.told || isHeld) break
          const { criticals, gone } = meanwhile()
          const words = receivingWords(sight.blind_ms, criticals, gone)
          const matter = {
            key: KEY,
            kind: 'connection' as const,
            level: null,
            reason: 'receiving' as const,
            words,
          }
          teller.notify(matter, { urgency: 'normal', sound: false, buttons: ['Open'] })
          told = true
          break
        }
        default:
          sight satisfies never
      }
    }
    return { told }
  }
  const nothing = (): Meanwhile => ({ criticals: 0, gone: 0 })

  return {
    take: (freshness, teller, meanwhile) => tell(blindness.take(freshness, teller.at.now), teller, meanwhile),
    tick: (teller) => void tell(blindness.tick(teller.at.now), teller, nothing),
    woke: (now) => blindness.woke(now),
    pauseOver: (teller) => {
      if (!isHeld) return
      isHeld = false
      blindness.again()
      tell(blindness.tick(teller.at.now), teller, nothing)
    },
    deadline: () => blindness.deadline(),
  }
}

/** Why nothing is received, in the badge's words. */
export function causeText(freshness: Freshness, server: string): string {
  return whyNotReceiving(freshness, server) || hopText('timeout', server)
}
