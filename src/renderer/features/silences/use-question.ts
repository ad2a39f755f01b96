import { useState } from 'react'

/** How much a silence hid when its maker was asked to type it. */
export interface Asked {
  /** What it was asked of. */
  readonly key: string
  readonly count: number
  readonly critical: number
}

/** Growth from which whoever was asked is asked again. */
const GROWTH = 1.1

/**
 * The number that is asked for: the one that was shown first counts, however many come meanwhile. It is another one
 * only for other matchers, when a critical joins, or when it has grown by a tenth.
 */
export function stillAsked(asked: Asked | null, now: Asked): Asked {
  const isSame = asked?.key === now.key && now.critical <= asked.critical && now.count <= asked.count * GROWTH
  return isSame ? asked : now
}

export function useQuestion(now: Asked | null): Asked | null {
  const [asked, setAsked] = useState<Asked | null>(null)
  const next = now === null ? asked : stillAsked(asked, now)
  if (next !== asked) setAsked(next)
  return now === null ? null : next
}
