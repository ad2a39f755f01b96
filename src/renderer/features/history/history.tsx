import { type Millis, parseTime } from '@watchfloor/contract'
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { readQuery } from '../../../shared/query.ts'
import { useBoard, useWatchfloor } from '../../state/context.ts'
import { goTo, useQuery } from '../../state/hash-location.ts'
import { pastPlace } from '../../state/moment.ts'
import type { Past } from '../../state/past.ts'
import { backToBoard } from '../../state/places.ts'
import { useExit } from '../../state/use-exit.ts'
import { refusalText } from '../../ui/refusal-text.ts'
import classes from './history.module.css'
import { MomentBar } from './moment-bar.tsx'
import { MomentField } from './moment-field.tsx'
import { Part } from './part.tsx'

export interface TimelineSlot {
  readonly at: Millis | null
  readonly part: readonly [from: Millis, to: Millis] | null
  readonly onSpan: (from: Millis, to: Millis | null) => void
}

export interface HistoryProps {
  /** The board of the moment that is looked at. */
  readonly board: ReactNode
  readonly timeline: (slot: TimelineSlot) => ReactNode
  /** An alert as it was then. */
  readonly detail: (fingerprint: string, onClose: () => void) => ReactNode
}

/** Looking back: the board of a second, or what began in a span; and the way back to now. */
export function History({ board, timeline, detail }: HistoryProps): ReactNode {
  const watchfloor = useWatchfloor()
  const { past, ticker } = watchfloor
  const query = readQuery(useQuery())
  const field = useRef<HTMLInputElement>(null)
  const moment = parseTime(query.get('at') ?? '') ?? null
  const part = partOf(query)
  const [span, setSpan] = useState<readonly [Millis, Millis | null]>([ticker.wall() - 86_400_000, null])
  const onSpan = useCallback((from: Millis, to: Millis | null) => setSpan([from, to]), [])
  const fingerprint = query.get('alert')
  const isMoment = past !== undefined
  useExit(useCallback(() => backToBoard(watchfloor), [watchfloor]))
  const isShown = useBoard(({ arrangement }) => arrangement !== null)
  // Where a moment is typed first; then in the list, as on the board.
  useEffect(() => {
    if (!isMoment) field.current?.focus({ preventScroll: true })
    else if (isShown) watchfloor.screen.lines?.focus()
  }, [isMoment, isShown, watchfloor])
  return (
    <section className={classes.history} aria-labelledby="history-title" data-past={isMoment || undefined}>
      <h1 id="history-title" className={isMoment ? classes.hidden : classes.title}>
        Looking back
      </h1>
      {past === undefined ? (
        <div className={classes.bar}>
          <MomentField field={field} />
          <p className={classes.lead}>Type a moment, press the timeline, or drag over a part of it.</p>
        </div>
      ) : (
        <MomentBar past={past} field={field} />
      )}
      <div className={classes.timeline} data-region="Timeline">
        {timeline({ at: moment, part, onSpan })}
      </div>
      {past === undefined ? (
        <Part part={part} span={span} query={query} />
      ) : (
        <Then past={past} board={board} />
      )}
      {past !== undefined && fingerprint !== null && (
        <div className={classes.detail}>
          {detail(fingerprint, () => goTo(pastPlace({ alert: null }), { replace: true }))}
        </div>
      )}
    </section>
  )
}

/** The board of the moment; what cannot be shown is not shown as if it were empty. */
function Then({ past, board }: { readonly past: Past; readonly board: ReactNode }): ReactNode {
  const { refusal } = useStore(past)
  if (refusal === null) return <div className={classes.then}>{board}</div>
  return (
    <div className={classes.nothing} role="alert">
      <p>
        <strong>This moment cannot be shown.</strong> {refusalText('Board of then not read', refusal)}
      </p>
      <p>What lies before the log begins, or longer ago than it is kept, is not known here.</p>
    </div>
  )
}

function partOf(query: URLSearchParams): readonly [Millis, Millis] | null {
  const from = parseTime(query.get('from') ?? '')
  const to = parseTime(query.get('to') ?? '')
  return from === undefined || to === undefined || from >= to ? null : [from, to]
}
