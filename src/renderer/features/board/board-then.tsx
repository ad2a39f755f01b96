import { type ReactNode, useRef } from 'react'
import { useBoard, useLive } from '../../state/context.ts'
import { Contained } from '../../ui/contained.tsx'
import classes from './board.module.css'
import { FilterBar } from './filter-bar.tsx'
import { AlertList } from './list.tsx'
import { LoadingRows } from './loading-rows.tsx'
import { UnreadFilter } from './unread-filter.tsx'
import { useRowSize } from './use-row-size.ts'

/** The alerts in their lanes as they stood at a moment, narrowed like those of now. */
export function BoardThen(): ReactNode {
  const lanes = useRef<HTMLDivElement>(null)
  const size = useRowSize(lanes)
  const isLoaded = useBoard(({ arrangement }) => arrangement !== null)
  const isUnread = useBoard(({ view }) => view.unread.length > 0)
  const fault = useLive((state) => state.fault)
  return (
    <>
      <FilterBar />
      <div className={classes.lanes} ref={lanes}>
        <Contained what="The list of alerts" key={fault === null ? 'well' : 'fault'}>
          {!isLoaded ? <LoadingRows size={size} /> : isUnread ? <UnreadFilter /> : <AlertList size={size} />}
        </Contained>
      </div>
    </>
  )
}
