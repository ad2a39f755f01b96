import type { Freshness } from '@watchfloor/client'
import { receivingText } from '../../../shared/receiving.ts'
import { formatClock, formatDuration } from '../../../shared/times.ts'

/** Shape of the badge's mark; every state is told by shape and word, never by colour alone. */
export type Mark = 'dot' | 'half' | 'notch' | 'hollow' | 'ring'
export type Tone = 'proved' | 'text' | 'caution' | 'not-receiving' | 'past'

export interface Badge {
  readonly mark: Mark
  readonly tone: Tone
  readonly text: string
  /** The words without what counts up: spoken only when they change. */
  readonly spoken: string
}

export interface BadgeInputs {
  /** Null before the client has said anything. */
  readonly freshness: Freshness | null
  /** Milliseconds since the last proof of life; null before the first. */
  readonly age: number | null
  /** Our monotonic time relative to the freshness's own, for what counts down. */
  readonly monotonic: number
  readonly server: string
  /** What is broken on the way from the sources, in words; empty when nothing is. */
  readonly doubts: string
}

const SKEW_SHOWN_MS = 30_000

/** Stands behind the badge of a browser tab: only the desktop app can raise notifications of the system. */
export const TAB_WORDS = 'this tab cannot notify you'

/** The badge of every state, in its exact words. Pure. */
export function badgeOf(inputs: BadgeInputs): Badge {
  const { freshness, server } = inputs
  if (freshness === null) return plain('half', 'text', 'Connecting…')
  const spoken = receivingText(freshness, server)
  switch (freshness.state) {
    case 'connecting':
    case 'checking':
      return plain('half', 'text', `${spoken}…`)
    case 'live':
      return live(inputs, freshness)
    case 'catching_up': {
      const numbers = `${count(freshness.done)} of ${count(freshness.total)}`
      return { mark: 'half', tone: 'text', text: `${spoken} · ${numbers}`, spoken }
    }
    case 'restarting': {
      const left = Math.max(0, Math.ceil((freshness.until - inputs.monotonic) / 1000))
      return {
        mark: 'half',
        tone: 'text',
        spoken,
        text: left > 0 ? `${spoken} · back in about ${left} s` : spoken,
      }
    }
    case 'offline':
      return { mark: 'hollow', tone: 'not-receiving', spoken, text: withAge(spoken, inputs.age) }
    case 'signed_out':
    case 'stopped':
      return plain('hollow', 'not-receiving', spoken)
  }
}

/** While the board of a moment is looked at: nothing that is shown is now, and a loss of what is now is said all the same. */
export function viewing(moment: string, now: Badge): Badge {
  const isCutOff = now.tone === 'not-receiving'
  const way = isCutOff ? now.text : 'live again: Esc'
  return {
    mark: 'ring',
    tone: isCutOff ? now.tone : 'past',
    text: `Viewing ${moment} · ${way}`,
    spoken: `Viewing ${moment} · ${isCutOff ? now.spoken : way}`,
  }
}

function live(inputs: BadgeInputs, freshness: Extract<Freshness, { state: 'live' }>): Badge {
  const { doubts } = inputs
  if (freshness.not_storing !== null) return plain('half', 'caution', 'Live · server cannot store changes')
  if (freshness.reloaded !== null) {
    const before = formatClock(freshness.reloaded.before)
    return plain('half', 'caution', `Reloaded · history before ${before} is not comparable`)
  }
  if (freshness.skew_ms !== null && Math.abs(freshness.skew_ms) > SKEW_SHOWN_MS) {
    const way = freshness.skew_ms < 0 ? 'behind' : 'ahead'
    return plain(
      'dot',
      'caution',
      `Live · your clock is ${formatDuration(Math.abs(freshness.skew_ms))} ${way}`,
    )
  }
  if (doubts !== '') return plain('notch', 'caution', `Live · ${doubts}`)
  if (freshness.drops.unstable) {
    return plain('half', 'caution', `Live · unstable, ${freshness.drops.count} drops in 10 min`)
  }
  switch (freshness.transport) {
    case 'sse':
      return { mark: 'dot', tone: 'proved', spoken: 'Live', text: withAge('Live', inputs.age) }
    case 'websocket':
      return {
        mark: 'dot',
        tone: 'proved',
        spoken: 'Live · WebSocket',
        text: withAge('Live · WebSocket', inputs.age),
      }
    case 'polling':
      return plain('half', 'proved', 'Live · polling, up to 5 s late')
  }
}

function withAge(words: string, age: number | null): string {
  return age === null ? words : `${words} · ${formatDuration(age)}`
}

function plain(mark: Mark, tone: Tone, text: string): Badge {
  return { mark, tone, text, spoken: text }
}

function count(value: number): string {
  return new Intl.NumberFormat('en-US').format(value)
}
