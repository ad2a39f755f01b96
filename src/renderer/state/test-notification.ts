import type { Refusal } from '@watchfloor/client'
import { parseTime } from '@watchfloor/contract'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { InboxRow } from '../../shared/inbox.ts'
import { formatClock } from '../../shared/times.ts'
import { appRefusalText } from '../ui/refusal-text.ts'
import { useWatchfloor } from './context.ts'
import { wasShown } from './inbox-words.ts'

/** What became of a test notification. */
export type TestState =
  | { readonly kind: 'none' }
  | { readonly kind: 'asking' }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'asked'; readonly row: InboxRow }

/** Sends one, and follows what the system says of it. */
export function useTestNotification(): { readonly state: TestState; readonly send: () => Promise<void> } {
  const { bridge } = useWatchfloor()
  const { desktop } = bridge
  const [state, setState] = useState<TestState>({ kind: 'none' })
  /** Rows told since it was sent: what became of it may be told before the answer. */
  const told = useRef(new Map<string, InboxRow>())
  useEffect(
    () =>
      desktop?.onInboxRows((rows) => {
        for (const row of rows) if (row.kind === 'test') told.current.set(row.id, row)
        setState((now) =>
          now.kind === 'asked' ? { kind: 'asked', row: told.current.get(now.row.id) ?? now.row } : now,
        )
      }),
    [desktop],
  )
  const send = useCallback(async () => {
    if (desktop === undefined) return
    told.current.clear()
    setState({ kind: 'asking' })
    const answer = await desktop.testNotification()
    if (!answer.ok) return setState({ kind: 'refused', refusal: answer })
    setState({ kind: 'asked', row: told.current.get(answer.value.id) ?? answer.value })
  }, [desktop])
  return { state, send }
}

/** In words; empty before the first. */
export function testText(state: TestState): string {
  switch (state.kind) {
    case 'none':
      return ''
    case 'asking':
      return 'Asking the system…'
    case 'refused':
      return appRefusalText('Not sent', state.refusal)
    case 'asked':
      return rowText(state.row)
  }
}

/** Is it known that it did not show? */
export function hasFailed(state: TestState): boolean {
  return state.kind === 'refused' || (state.kind === 'asked' && state.row.outcome === 'failed')
}

function rowText(row: InboxRow): string {
  if (row.outcome === 'failed')
    return `The system refused it: ${row.error ?? 'it gave no reason'}.`.replace('..', '.')
  if (!wasShown(row)) return 'Asked. The system has not said yet that it showed it.'
  return `The system showed it at ${formatClock(parseTime(row.outcome_at) ?? 0, 'seconds')}.`
}
