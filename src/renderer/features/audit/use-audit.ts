import type { Refusal } from '@watchfloor/client'
import { type AuditEntry, AuditPage, parser } from '@watchfloor/contract'
import { useCallback, useEffect, useRef, useState } from 'react'
import { ask } from '../../state/bridge.ts'
import { useWatchfloor } from '../../state/context.ts'

const parse = parser(AuditPage)
const PAGE = '100'

export interface AuditPages {
  /** Newest first. */
  readonly entries: readonly AuditEntry[]
  readonly isReading: boolean
  readonly refusal: Refusal | null
  /** There may be older ones. */
  readonly hasMore: boolean
  /** Reads on, or again what could not be read. */
  readonly more: () => void
}

type State = Omit<AuditPages, 'more' | 'hasMore'> & {
  /** Undefined before the first page, null after the last. */
  readonly cursor: string | null | undefined
}

const NOTHING: State = { entries: [], isReading: true, refusal: null, cursor: undefined }

/** What the audit log has for a query, page by page. `attempt` reads all of it anew. */
export function useAudit(query: string, attempt: number): AuditPages {
  const { bridge } = useWatchfloor()
  const [state, setState] = useState<State>(NOTHING)
  const reading = useRef(0)
  const read = useCallback(
    async (cursor: string | null | undefined): Promise<void> => {
      const mine = ++reading.current
      setState((before) => ({ ...before, isReading: true, refusal: null }))
      const asked = new URLSearchParams(query)
      asked.set('limit', PAGE)
      if (typeof cursor === 'string') asked.set('cursor', cursor)
      const answer = await ask(bridge, { path: `/api/v2/audit?${asked}` }, parse)
      // Something else is looked for meanwhile.
      if (mine !== reading.current) return
      setState((before) =>
        answer.ok
          ? {
              entries: [...before.entries, ...answer.value.entries],
              cursor: answer.value.cursor,
              isReading: false,
              refusal: null,
            }
          : { ...before, isReading: false, refusal: answer },
      )
    },
    [bridge, query],
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt is why it is read again
  useEffect(() => {
    setState(NOTHING)
    void read(undefined)
    return () => {
      reading.current++
    }
  }, [read, attempt])
  const { cursor, ...rest } = state
  return { ...rest, hasMore: cursor !== null, more: () => void read(cursor) }
}
