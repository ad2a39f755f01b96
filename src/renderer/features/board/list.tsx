import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useCallback, useEffect, useMemo, useRef } from 'react'
import { useBoard, useLive, useWatchfloor } from '../../state/context.ts'
import type { Item } from '../../state/layout.ts'
import { isStale } from '../../state/trust.ts'
import { LaneLine } from './lane-line.tsx'
import classes from './list.module.css'
import { QuietBlock } from './quiet-block.tsx'
import { BoardRow, domId } from './row.tsx'
import { itemHeight, type RowSize } from './sizes.ts'
import { useBoardLines } from './use-board-lines.ts'
import { useListHolds } from './use-list-holds.ts'
import { useRowActions } from './use-row-actions.ts'

/** The alerts in their lanes: only what is in sight is in the document, and nothing moves under the pointer. */
export function AlertList({ size }: { readonly size: RowSize }): ReactNode {
  const { board, screen } = useWatchfloor()
  const items = useBoard((state) => state.items)
  const active = useBoard((state) => state.active)
  const selected = useBoard((state) => state.selected)
  const open = useBoard((state) => state.open)
  const stale = useLive(isStale)
  const scroller = useRef<HTMLDivElement>(null)
  const activeIndex = active === null ? -1 : items.findIndex(({ id }) => id === active)
  const shape = useMemo(() => shapeOf(items), [items])
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => heightAt(items, index, size),
    // Another function has all lines measured anew: not for each alert that changed, but where lines of another height moved.
    // biome-ignore lint/correctness/useExhaustiveDependencies: `shape` is what the measurements depend on.
    getItemKey: useCallback((index: number) => index, [shape]),
    overscan: 6,
    rangeExtractor: useCallback((range: Range) => withActive(range, activeIndex), [activeIndex]),
    useFlushSync: false,
  })
  const lines = virtual.getVirtualItems()
  // Sizes are by kind of line: another density is another size for all.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `size` is what the measurements depend on.
  useEffect(() => virtual.measure(), [virtual, size])
  useEffect(() => {
    // The head of the first lane comes into sight with its first row.
    const index = activeIndex === 1 ? 0 : activeIndex
    if (index >= 0) virtual.scrollToIndex(index, { align: 'auto' })
  }, [virtual, activeIndex])
  useEffect(() => {
    const { range } = virtual
    if (range === null) return
    const seen = items.slice(range.startIndex, range.endIndex + 1)
    screen.painted.rows = new Set(seen.map(({ id }) => id))
  })
  useBoardLines(scroller, virtual)
  const holds = useListHolds(board)
  const press = useRowActions()

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: every click here has its key in the keyboard feature.
    <div
      ref={scroller}
      className={classes.list}
      data-list=""
      data-size={size}
      data-region="Alerts"
      role="treegrid"
      tabIndex={0}
      aria-label="Alerts"
      aria-rowcount={items.length}
      aria-multiselectable="true"
      aria-activedescendant={activeIndex >= 0 && active !== null ? domId(active) : undefined}
      onClick={press}
      {...holds}
    >
      <div role="presentation" className={classes.space} style={{ height: virtual.getTotalSize() }}>
        {lines.map(({ index, start }) => {
          const item = items[index]
          if (item === undefined) return null
          if (item.kind === 'quiet') return <QuietBlock key={item.id} top={start} index={index + 1} />
          if (item.kind === 'lane') {
            return (
              <LaneLine
                key={item.id}
                head={item}
                top={start}
                height={itemHeight(item, size)}
                index={index + 1}
                isActive={item.id === active}
              />
            )
          }
          return (
            <BoardRow
              key={item.id}
              item={item}
              top={start}
              size={size}
              index={index + 1}
              isActive={item.id === active}
              isSelected={selected.has(item.id)}
              isOpen={open.has(item.id)}
              isStale={stale}
            />
          )
        })}
      </div>
    </div>
  )
}

/** Where the lines stand that are no rows. */
function shapeOf(items: readonly Item[]): string {
  let shape = ''
  items.forEach(({ kind }, index) => {
    if (kind === 'lane' || kind === 'quiet') shape += `${index} ${kind},`
  })
  return shape
}

function heightAt(items: readonly Item[], index: number, size: RowSize): number {
  const item = items[index]
  return item === undefined ? 0 : itemHeight(item, size)
}

/** The keyboard's line stays in the document, however far it is scrolled away. */
function withActive(range: Range, active: number): number[] {
  const indexes = defaultRangeExtractor(range)
  if (active < 0 || active >= range.count || indexes.includes(active)) return indexes
  return [...indexes, active].sort((a, b) => a - b)
}
