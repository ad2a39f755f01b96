import type { Leadership } from './tab-message.ts'

/** What tabs without locks say to find out which of them leads. */
export type LeadershipWord =
  | { readonly kind: 'who' | 'free'; readonly from: string }
  | { readonly kind: 'lead'; readonly from: string; readonly takes: boolean }

export interface ChannelLeadershipParts {
  readonly post: (word: LeadershipWord) => void
  /** One listener at a time. */
  readonly listen: (listener: (word: LeadershipWord) => void) => void
  readonly after: (milliseconds: number, run: () => void) => () => void
  readonly random: () => number
  /** Names this tab among the others. */
  readonly id: string
  /** Calls when the page is left. */
  readonly onGone: (run: () => void) => void
}

/** How long a leader has to say that it is there, ms. */
const ANSWER_MS = 300
/** Tabs that want to lead at the same time do not all begin to, ms. */
const SPREAD_MS = 300
/** How often those in line look whether the leader is still there, ms: a tab that crashed says nothing. */
const LOOK_EVERY_MS = 5_000

/**
 * For pages that have no locks because they did not come over TLS. Two tabs may lead for a moment, which costs a second
 * stream and nothing else: whoever follows takes each event once, and the tab of the lower name stays.
 */
export function channelLeadership(parts: ChannelLeadershipParts): Leadership {
  const { post, listen, after, random, id } = parts
  let leave = (): void => {}
  parts.onGone(() => leave())
  return {
    request: (how, { granted, lost }) => {
      let state: 'in line' | 'leading' | 'over' = 'in line'
      let cancel = (): void => {}
      const say = (takes: boolean): void => post({ kind: 'lead', from: id, takes })
      const lead = (takes: boolean): void => {
        state = 'leading'
        say(takes)
        granted()
      }
      const look = (): void => {
        cancel = after(ANSWER_MS + random() * SPREAD_MS, () => lead(false))
        post({ kind: 'who', from: id })
      }
      const wait = (milliseconds: number): void => {
        cancel()
        cancel = after(milliseconds, look)
      }
      const heardInLine = ({ kind }: LeadershipWord): void => {
        if (kind === 'lead') wait(LOOK_EVERY_MS * (1 + random()))
        if (kind === 'free') wait(random() * SPREAD_MS)
      }
      const heardLeading = (word: LeadershipWord): void => {
        if (word.kind === 'free') return
        if (word.kind === 'lead' && (word.takes || word.from < id)) {
          state = 'over'
          return lost()
        }
        say(false)
      }
      const end = (): void => {
        cancel()
        if (state === 'leading') post({ kind: 'free', from: id })
        state = 'over'
      }
      leave = end
      listen((word) => {
        if (state === 'in line') heardInLine(word)
        else if (state === 'leading') heardLeading(word)
      })
      if (how === 'take') lead(true)
      else look()
      return end
    },
  }
}
