import type { Refusal } from '@watchfloor/client'
import { AlertHistory, parser } from '@watchfloor/contract'
import { useCallback, useEffect, useState } from 'react'
import { ask } from '../../state/bridge.ts'
import { useWatchfloor } from '../../state/context.ts'

const parseHistory = parser(AlertHistory)

export type HistoryState =
  | { readonly kind: 'reading' }
  | { readonly kind: 'read'; readonly events: AlertHistory['events'] }
  | { readonly kind: 'failed'; readonly refusal: Refusal }

/** What happened to one alert, newest first; read again when `version` changes. What was read stays while it is. */
export function useHistory(
  fingerprint: string,
  version: number | undefined,
): { readonly state: HistoryState; readonly retry: () => void } {
  const { bridge } = useWatchfloor()
  const [state, setState] = useState<HistoryState>({ kind: 'reading' })
  const [attempt, setAttempt] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version or attempt is why it is read again
  useEffect(() => {
    let ended = false
    const path = `/api/v2/alerts/${encodeURIComponent(fingerprint)}/history?limit=200`
    void ask(bridge, { path }, parseHistory).then((answer) => {
      if (ended) return
      setState((before) => {
        if (answer.ok) return { kind: 'read', events: answer.value.events }
        return before.kind === 'read' ? before : { kind: 'failed', refusal: answer }
      })
    })
    return () => {
      ended = true
    }
  }, [bridge, fingerprint, version, attempt])
  const retry = useCallback(() => {
    setState({ kind: 'reading' })
    setAttempt((count) => count + 1)
  }, [])
  return { state, retry }
}
