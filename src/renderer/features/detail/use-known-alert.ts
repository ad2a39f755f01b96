import type { Refusal } from '@watchfloor/client'
import { Alert, type Parsed, parser } from '@watchfloor/contract'
import { useEffect, useState } from 'react'
import { ask } from '../../state/bridge.ts'
import { useAlert, useLive, useWatchfloor } from '../../state/context.ts'

const parseAlert = parser(Alert)
const ABSENT = { kind: 'absent' } as const

export type KnownAlert =
  /** `sequence` is that of the last change; undefined for an alert that left the board. */
  | { readonly kind: 'known'; readonly alert: Alert; readonly sequence: number | undefined }
  | { readonly kind: 'reading' }
  /** Of a moment of the past: it was not on the board then. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'failed'; readonly refusal: Refusal }

/** An alert from the board, or, once it has left it, from the server, which remembers it for a day. */
export function useKnownAlert(fingerprint: string): KnownAlert {
  const { bridge } = useWatchfloor()
  const shown = useAlert(fingerprint)
  const hasBoard = useLive(({ board }) => board !== null)
  const isPast = useWatchfloor().past !== undefined
  const isElsewhere = hasBoard && shown === undefined && !isPast
  const [state, setState] = useState<KnownAlert>({ kind: 'reading' })
  useEffect(() => {
    if (!isElsewhere) return
    let ended = false
    setState({ kind: 'reading' })
    const path = `/api/v2/alerts/${encodeURIComponent(fingerprint)}`
    void ask(bridge, { path }, parseAnswer).then((answer) => {
      if (ended) return
      if (answer.ok) setState({ kind: 'known', alert: answer.value, sequence: undefined })
      else setState({ kind: 'failed', refusal: answer })
    })
    return () => {
      ended = true
    }
  }, [bridge, fingerprint, isElsewhere])
  // What it became since is not what it was.
  if (isPast && hasBoard && shown === undefined) return ABSENT
  return shown === undefined ? state : { kind: 'known', alert: shown, sequence: shown.sequence }
}

function parseAnswer(value: unknown): Parsed<Alert> {
  const isObject = typeof value === 'object' && value !== null && 'alert' in value
  return isObject ? parseAlert(value.alert) : { ok: false, error: 'the answer has no alert' }
}
