import { type ReactNode, useRef } from 'react'
import { useBoard, useLive } from '../../state/context.ts'
import { sources } from '../../state/trust.ts'
import { useWho } from '../../state/who.ts'
import { Contained } from '../../ui/contained.tsx'
import classes from './board.module.css'
import { FilterBar } from './filter-bar.tsx'
import { AlertList } from './list.tsx'
import { LoadingRows } from './loading-rows.tsx'
import { Peek } from './peek.tsx'
import { PulseStrip } from './pulse-strip.tsx'
import { QueueButton } from './queue-button.tsx'
import type { RowSize } from './sizes.ts'
import { UnreadFilter } from './unread-filter.tsx'
import { useRowSize } from './use-row-size.ts'

export interface BoardProps {
  /** The timeline for the pulse strip, of the height it is given. */
  readonly timeline: (height: number) => ReactNode
  /** What to show while no alert was ever heard. */
  readonly welcome: ReactNode
}

/** The landing screen: counters, filter, and the alerts in their lanes. */
export function Board({ timeline, welcome }: BoardProps): ReactNode {
  const isFaulty = useLive((state) => state.fault !== null)
  const lanes = useRef<HTMLDivElement>(null)
  const size = useRowSize(lanes)
  return (
    <section className={classes.board} aria-labelledby="board-title">
      <h1 id="board-title" className={classes.hidden}>
        Board
      </h1>
      <PulseStrip timeline={timeline} />
      <FilterBar />
      <div className={classes.lanes} ref={lanes}>
        <Contained what="The list of alerts" key={isFaulty ? 'fault' : 'well'}>
          <Lanes size={size} welcome={welcome} />
        </Contained>
      </div>
    </section>
  )
}

function Lanes({ size, welcome }: { readonly size: RowSize; readonly welcome: ReactNode }): ReactNode {
  const isLoaded = useBoard(({ arrangement }) => arrangement !== null)
  const isUnread = useBoard(({ view }) => view.unread.length > 0)
  const fault = useLive((state) => state.fault)
  // Who sees a part of the alerts sees no sources: that nothing ever arrived is nothing that their board can know.
  const isPart = useWho((session) => session?.who?.scope != null)
  const isVirgin = useLive(
    ({ board }) =>
      board !== null &&
      board.alerts.size === 0 &&
      board.left_out === undefined &&
      sources(board.health.values()).length === 0,
  )
  // What a frame did to the list is not known: it is not shown as if it were.
  if (fault !== null) throw fault
  if (!isLoaded) return <LoadingRows size={size} />
  if (isVirgin && !isPart) return welcome
  if (isUnread) return <UnreadFilter />
  return (
    <>
      <AlertList size={size} />
      <QueueButton />
      <Peek />
    </>
  )
}
