import { Button } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import type { Refusal } from '@watchfloor/client'
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { DesktopOnly } from '../../../shared/bridge.ts'
import { formatCount } from '../../../shared/counts.ts'
import { dayStart } from '../../../shared/times.ts'
import { useTicking, useWatchfloor } from '../../state/context.ts'
import { useIsPhone, useIsWide } from '../../ui/breakpoints.ts'
import classes from './inbox.module.css'
import { itemsOf } from './inbox-items.ts'
import { InboxLine } from './inbox-line.tsx'
import type { Filter } from './inbox-rows.ts'
import type { InboxStore } from './inbox-store.ts'
import { openRow } from './open-row.ts'
import { useInboxLines } from './use-inbox-lines.ts'

const DAY_HEIGHT = 28
const HEIGHTS = { wide: 64, middle: 84, phone: 116 } as const
/** Lines from the end at which the next page is read. */
const NEAR_END = 10

export interface InboxListProps {
  readonly inbox: InboxStore
  readonly filter: Filter
  readonly desktop: DesktopOnly<Refusal>
}

/** The rows, of which only those in sight are in the document; the next page is read at their end. */
export function InboxList({ inbox, filter, desktop }: InboxListProps): ReactNode {
  const watchfloor = useWatchfloor()
  const rows = useStore(inbox, (state) => state.rows)
  const midnight = useTicking(({ now }) => dayStart(now()))
  const items = useMemo(() => itemsOf(rows, filter, midnight), [rows, filter, midnight])
  const [active, setActive] = useState<string | null>(null)
  const isWide = useIsWide()
  const isPhone = useIsPhone()
  const size = isPhone ? 'phone' : isWide ? 'wide' : 'middle'
  const scroller = useRef<HTMLDivElement>(null)
  const grid = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (items[index]?.kind === 'day' ? DAY_HEIGHT : HEIGHTS[size]),
    getItemKey: useCallback((index: number) => items[index]?.id ?? index, [items]),
    overscan: 6,
    useFlushSync: false,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: `size` is what the measurements depend on.
  useEffect(() => virtual.measure(), [virtual, size])
  const lines = virtual.getVirtualItems()
  const last = lines.at(-1)?.index ?? -1
  const isActiveHere = active !== null && lines.some(({ index }) => items[index]?.id === active)
  useEffect(() => {
    const { phase, isWhole } = inbox.getState()
    if (last >= items.length - NEAR_END && phase === 'ready' && !isWhole) void inbox.more()
  }, [inbox, last, items])

  const open = (id: string): void => {
    const item = items.find((one) => one.id === id)
    if (item?.kind === 'row') openRow(watchfloor, desktop, item.row)
  }
  useInboxLines({
    items,
    active,
    onMove: (id, index) => {
      setActive(id)
      virtual.scrollToIndex(index, { align: 'auto' })
      grid.current?.focus({ preventScroll: true })
    },
    onOpen: open,
    grid: () => grid.current,
  })

  return (
    <div ref={scroller} className={classes.list} data-size={size} data-region="Inbox">
      {items.length > 0 && (
        <div
          ref={grid}
          className={classes.space}
          style={{ height: virtual.getTotalSize() }}
          role="grid"
          tabIndex={0}
          aria-labelledby="inbox-title"
          aria-rowcount={items.length}
          aria-activedescendant={isActiveHere ? `inbox-${active}` : undefined}
        >
          {lines.map(({ index, start, size: height }) => {
            const item = items[index]
            if (item === undefined) return null
            if (item.kind === 'day') {
              return (
                <div
                  key={item.id}
                  role="row"
                  aria-rowindex={index + 1}
                  className={classes.day}
                  style={{ height, transform: `translateY(${start}px)` }}
                >
                  <span role="gridcell">{item.text}</span>
                </div>
              )
            }
            return (
              <InboxLine
                key={item.id}
                row={item.row}
                index={index + 1}
                top={start}
                height={height}
                isActive={item.id === active}
                onOpen={open}
                server={watchfloor.bridge.server}
              />
            )
          })}
        </div>
      )}
      <End inbox={inbox} isEmpty={items.length === 0} />
    </div>
  )
}

/** What stands below the last row: that more is read, that it could not be, or that this is all. */
function End({ inbox, isEmpty }: { readonly inbox: InboxStore; readonly isEmpty: boolean }): ReactNode {
  const { phase, refusal, isWhole, rows } = useStore(inbox)
  if (phase === 'failed' && refusal !== null) {
    return (
      <div className={classes.end} role="alert">
        <p>
          {rows.length === 0 ? 'Inbox not read.' : 'Older rows not read.'} Nothing is lost: it is kept on this
          desk. ({refusal.message})
        </p>
        <Button size="xs" variant="default" onClick={() => void inbox.more()}>
          Try again
        </Button>
      </div>
    )
  }
  if (!isWhole) return <p className={classes.end}>Reading…</p>
  if (isEmpty) return <p className={classes.end}>None of these among all {formatCount(rows.length)}.</p>
  return <p className={classes.end}>This is all that this desk keeps.</p>
}
