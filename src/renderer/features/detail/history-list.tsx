import { Button } from '@mantine/core'
import { formatTime, type Millis } from '@watchfloor/contract'
import { type ReactNode, useMemo } from 'react'
import { asOfText, momentText } from '../../../shared/times.ts'
import { useLive, useTicking, useWatchfloor } from '../../state/context.ts'
import { refusalText } from '../../ui/refusal-text.ts'
import styles from './detail.module.css'
import { type HistoryLine, historyLines } from './history-lines.ts'
import { NO_NAMES, namesOn } from './history-names.ts'
import type { HistoryState } from './use-history.ts'

export interface HistoryListProps {
  readonly state: HistoryState
  readonly retry: () => void
}

/** What happened to the alert, newest first. */
export function HistoryList({ state, retry }: HistoryListProps): ReactNode {
  const { past, live } = useWatchfloor()
  const hasBoard = useLive(({ board }) => board !== null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a board that came has the names
  const lines = useMemo(() => {
    const { board } = live.getState()
    return state.kind === 'read' ? historyLines(state.events, board === null ? NO_NAMES : namesOn(board)) : []
  }, [state, live, hasBoard])
  const moment = useTicking(({ now }) => (past === undefined ? Number.POSITIVE_INFINITY : now()))
  const minute = useTicking(({ now }) => Math.floor(now() / 60_000) * 60_000)
  return (
    <section aria-labelledby="detail-history" className={styles.part}>
      <h2 id="detail-history" className={styles.heading}>
        Timeline
      </h2>
      {state.kind === 'reading' && <p className={styles.quiet}>Reading the history.</p>}
      {state.kind === 'failed' && (
        <div role="alert" className={styles.failed}>
          <p>{refusalText('History not read', state.refusal)} Everything else here is from the board.</p>
          <Button size="xs" variant="default" onClick={retry}>
            Retry
          </Button>
        </div>
      )}
      {state.kind === 'read' && lines.length === 0 && (
        <p className={styles.quiet}>The log holds nothing about it any more.</p>
      )}
      <ol className={styles.history}>
        {lines.map((line) => (
          <li key={line.key} data-later={line.at > moment || undefined}>
            <time dateTime={formatTime(line.at)}>{whenText(line, minute)}</time>
            <span>
              {line.text}
              {line.from > moment && ' (after this moment)'}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}

function whenText({ at, from }: HistoryLine, now: Millis): string {
  return from === at ? asOfText(at, now) : `${momentText(from, now)}–${momentText(at, now)}`
}
