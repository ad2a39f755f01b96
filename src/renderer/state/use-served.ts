import type { Refusal } from '@watchfloor/client'
import type { Parsed } from '@watchfloor/contract'
import { useCallback, useEffect, useState } from 'react'
import { ask } from './bridge.ts'
import { useWatchfloor } from './context.ts'

/** What a server was asked for. What was read stays in sight while it is read again, whatever comes of that. */
export interface Served<T> {
  readonly value: T | undefined
  /** Why the last answer is none; null when it is one, or there is none yet. */
  readonly refusal: Refusal | null
  readonly isReading: boolean
  readonly again: () => void
}

/** Reads `path` when the component comes, and again when asked to. `parse` is made once, outside of it. */
export function useServed<T>(path: string, parse: (value: unknown) => Parsed<T>): Served<T> {
  const { bridge } = useWatchfloor()
  const [attempt, setAttempt] = useState(0)
  const [state, setState] = useState<Omit<Served<T>, 'again'>>(READING)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt is why it is read again
  useEffect(() => {
    let isCurrent = true
    setState((before) => ({ ...before, isReading: true }))
    void ask(bridge, { path }, parse).then((answer) => {
      if (!isCurrent) return
      setState(({ value }) =>
        answer.ok
          ? { value: answer.value, refusal: null, isReading: false }
          : { value, refusal: answer, isReading: false },
      )
    })
    return () => {
      isCurrent = false
    }
  }, [bridge, path, parse, attempt])
  return { ...state, again: useCallback(() => setAttempt((count) => count + 1), []) }
}

const READING = { value: undefined, refusal: null, isReading: true } as const
