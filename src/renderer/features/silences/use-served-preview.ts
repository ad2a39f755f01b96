import { formatTime, type MatcherData, parser, SilencePreview } from '@watchfloor/contract'
import { useEffect, useState } from 'react'
import { useWatchfloor } from '../../state/context.ts'

import { endOf, type Length } from './draft.ts'

/** Typing has paused. */
const AFTER_TYPING_MS = 250
/** What the board shows has moved; the server need not be asked at once. */
const AFTER_MOVING_MS = 3_000

/**
 * What the server says of these matchers: what it hides of everything that fires, what it would have hidden in the past
 * week, by which figures it asks twice, and what the rules of silences say of this person and that end. Null until it has answered, and where it cannot be asked.
 */
export function useServedPreview(
  matchers: readonly MatcherData[],
  { length, id }: { readonly length: Length; readonly id: string | undefined },
  seen: number,
): SilencePreview | null {
  const { bridge, ticker } = useWatchfloor()
  const key = JSON.stringify({ matchers, length, id })
  const [answer, setAnswer] = useState<{ readonly key: string; readonly preview: SilencePreview } | null>(
    null,
  )
  const isNew = answer?.key !== key
  // biome-ignore lint/correctness/useExhaustiveDependencies: `seen` asks anew when the board has moved
  useEffect(() => {
    const asked: { matchers: readonly MatcherData[]; length: Length; id?: string } = JSON.parse(key)
    if (asked.matchers.length === 0) return
    let isOver = false
    const ask = async (): Promise<void> => {
      const ends = endOf(asked.length, ticker.now())
      const body = {
        matchers: asked.matchers,
        ...(ends !== null && { ends_at: formatTime(ends) }),
        ...(asked.id !== undefined && { id: asked.id }),
      }
      const got = await bridge.request({ method: 'POST', path: '/api/v2/silences/preview', body })
      const read = got.ok ? parsePreview(got.value) : got
      if (!isOver && read.ok) setAnswer({ key, preview: read.value })
    }
    const timer = setTimeout(() => void ask(), isNew ? AFTER_TYPING_MS : AFTER_MOVING_MS)
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [bridge, ticker, key, seen])
  return isNew ? null : answer.preview
}

const parsePreview = parser(SilencePreview)
