import type { Refusal } from '@watchfloor/client'
import { LivesPage, type PastLife, parser } from '@watchfloor/contract'
import { useCallback, useEffect, useRef, useState } from 'react'
import { ask } from '../../state/bridge.ts'
import { useWatchfloor } from '../../state/context.ts'

const parseLives = parser(LivesPage)
const PAGE = 200

export interface Lives {
  readonly lives: readonly PastLife[]
  /** Where to go on; null when these are all. */
  readonly before: string | null
  readonly isReading: boolean
  readonly refusal: Refusal | null
}

const NONE: Lives = { lives: [], before: null, isReading: true, refusal: null }

/** The lives that a query of the server asks for, newest first, and more of them when asked to. */
export function useLives(query: string): Lives & { readonly more: () => void; readonly again: () => void } {
  const { bridge } = useWatchfloor()
  const [state, setState] = useState<Lives>(NONE)
  /** An older answer must not take the place of a newer one. */
  const asked = useRef(0)
  const read = useCallback(
    async (before: string | null): Promise<void> => {
      const mine = ++asked.current
      setState((known) => ({ ...known, isReading: true }))
      const on = before === null ? '' : `&before=${encodeURIComponent(before)}`
      const answer = await ask(bridge, { path: `/api/v2/lives?${query}${on}&limit=${PAGE}` }, parseLives)
      if (mine !== asked.current) return
      setState((known) => {
        if (!answer.ok) return { ...known, isReading: false, refusal: answer }
        const lives = before === null ? answer.value.lives : [...known.lives, ...answer.value.lives]
        return { lives, before: answer.value.before, isReading: false, refusal: null }
      })
    },
    [bridge, query],
  )
  useEffect(() => {
    void read(null)
    return () => {
      asked.current++
    }
  }, [read])
  return { ...state, more: () => void read(state.before), again: () => void read(null) }
}
