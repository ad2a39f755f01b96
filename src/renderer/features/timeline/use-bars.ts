import type { Refusal } from '@watchfloor/client'
import { Activity, formatTime, parser } from '@watchfloor/contract'
import { useEffect, useState } from 'react'
import { ask } from '../../state/bridge.ts'
import { useWatchfloor } from '../../state/context.ts'
import { addLives, type Bars, type Begun, begunIn, readBars } from './bars.ts'
import type { Span } from './span.ts'

const EVERY_MS = 5 * 60_000
const AGAIN_MS = 15_000
const HOUR = 3_600_000

const parseActivity = parser(Activity)

export interface BarsState {
  /** The last bars known; null before the first. */
  readonly bars: Bars | null
  /** Why they could not be read anew. */
  readonly refusal: Refusal | null
}

/** The bars of a span. One that ends now is read every 5 minutes, and counted on as lives begin in between. */
export function useBars({ length, to }: Span): BarsState {
  const { bridge, live } = useWatchfloor()
  const [state, setState] = useState<BarsState>({ bars: null, refusal: null })
  const path = pathOf(length.ms, length.slices, to)
  useEffect(() => {
    let ended = false
    let timer: ReturnType<typeof setTimeout> | undefined
    /** What began since the request left: whether the answer holds it is unknown until its `to` is. Null while none is out. */
    let during: Begun[] | null = null
    const read = async (): Promise<void> => {
      clearTimeout(timer)
      const since: Begun[] = []
      during = since
      const answer = await ask(bridge, { path }, parseActivity)
      if (ended || during !== since) return
      during = null
      if (to === null || !answer.ok) timer = setTimeout(read, answer.ok ? EVERY_MS : AGAIN_MS)
      if (!answer.ok) return setState((before) => ({ ...before, refusal: answer }))
      const missed = since.filter(({ timestamp }) => timestamp > answer.value.to)
      setState({ bars: addLives(readBars(answer.value), missed), refusal: null })
    }
    const stop = live.onFrame(({ replaced, events }) => {
      if (to !== null) return
      if (replaced) {
        void read()
        return
      }
      const begun = begunIn(events)
      // Most of what happens to alerts changes no bar, and then nothing is drawn.
      if (begun.length === 0) return
      for (const one of begun) during?.push(one)
      setState((before) =>
        before.bars === null ? before : { ...before, bars: addLives(before.bars, begun) },
      )
    })
    void read()
    return () => {
      ended = true
      clearTimeout(timer)
      stop()
    }
  }, [bridge, live, path, to])
  return state
}

function pathOf(ms: number, slices: number, to: number | null): string {
  const span = to === null ? `hours=${ms / HOUR}` : `from=${formatTime(to - ms)}&to=${formatTime(to)}`
  return `/api/v2/stats/timeline?${span}&slices=${slices}`
}
