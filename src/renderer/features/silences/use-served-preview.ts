import { type MatcherData, parser, SilencePreview } from '@watchfloor/contract'
import { useEffect, useState } from 'react'
import { useWatchfloor } from '../../state/context.ts'

/** Typing has paused. */
const AFTER_TYPING_MS = 250
/** What the board shows has moved; the server need not be asked at once. */
const AFTER_MOVING_MS = 3_000

/**
 * What the server says of these matchers: what it hides of everything that fires, what it would have hidden in the past
 * week, and by which figures it asks twice. Null until it has answered, and where it cannot be asked.
 */
export function useServedPreview(matchers: readonly MatcherData[], seen: number): SilencePreview | null {
  const { bridge } = useWatchfloor()
  const key = JSON.stringify(matchers)
  const [answer, setAnswer] = useState<{ readonly key: string; readonly preview: SilencePreview } | null>(
    null,
  )
  const isNew = answer?.key !== key
  // biome-ignore lint/correctness/useExhaustiveDependencies: `seen` asks anew when the board has moved
  useEffect(() => {
    const asked: readonly MatcherData[] = JSON.parse(key)
    if (asked.length === 0) return
    let isOver = false
    const ask = async (): Promise<void> => {
      const body = { matchers: asked }
      const got = await bridge.request({ method: 'POST', path: '/api/v2/silences/preview', body })
      const read = got.ok ? parsePreview(got.value) : got
      if (!isOver && read.ok) setAnswer({ key, preview: read.value })
    }
    const timer = setTimeout(() => void ask(), isNew ? AFTER_TYPING_MS : AFTER_MOVING_MS)
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [bridge, key, seen])
  return isNew ? null : answer.preview
}

const parsePreview = parser(SilencePreview)
