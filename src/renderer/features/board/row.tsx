import { type BoardAlert, isGoingOn } from '@watchfloor/contract'
import { memo, type ReactNode, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import { useBoard, useTicking, useWatchfloor } from '../../state/context.ts'
import { isStruck } from '../../state/frozen.ts'
import { groupingLabel, namedAs } from '../../state/grouping.ts'
import type { Member } from '../../state/layout.ts'
import { rowSentence } from '../../state/row-sentence.ts'
import type { Row } from '../../state/rows.ts'
import classes from './row.module.css'
import bar from './row-bar.module.css'
import { RowBody } from './row-body.tsx'
import glow from './row-glow.module.css'
import layout from './row-layout.module.css'
import { type RowSize, rowHeight } from './sizes.ts'

export interface RowProps {
  readonly item: Row | Member
  /** Offset from the list's top, pixels. */
  readonly top: number
  readonly size: RowSize
  /** 1-based, of all lines of the list. */
  readonly index: number
  readonly isActive: boolean
  readonly isSelected: boolean
  readonly isOpen: boolean
  readonly isStale: boolean
}

/** A critical that began less than this ago and needs someone is tinted, milliseconds. */
const NEW_MS = 60_000

/** One line of the list: an alert, a group of them, or one of an opened group. */
export const BoardRow = memo(function BoardRow(props: RowProps): ReactNode {
  const { item, top, size, index, isActive, isSelected, isOpen, isStale } = props
  const row = item.kind === 'row' ? item : item.row
  const alert = item.kind === 'row' ? item.first : item.alert
  const alerts = useMemo(() => (item.kind === 'row' ? item.alerts : [item.alert]), [item])
  const isMember = item.kind === 'member'
  const isGroup = item.kind === 'row' && item.alerts.length > 1
  const outline = isStale || alert.unconfirmed
  const struck = isMember ? !isGoingOn(alert) && row.lane !== 'resolved' : isStruck(row)
  const changed = useChanged(alerts)
  const [isPointedAt, setPointedAt] = useState(false)
  const isNew = useTicking(
    ({ now }) =>
      row.lane === 'needs' && alert.level === 'critical' && !struck && now() - row.started < NEW_MS,
  )
  const label = useBoard(({ view }) => groupingLabel(view.group))
  const named = useMemo(() => namedAs(item, label), [item, label])
  const sentence = useTicking(({ now }) => rowSentence(item, named, now()))
  return (
    <div
      role="row"
      id={domId(item.id)}
      aria-rowindex={index}
      aria-level={isMember ? 3 : 2}
      aria-selected={isSelected}
      {...(isGroup ? { 'aria-expanded': isOpen } : {})}
      aria-label={sentence}
      className={`${classes.row} ${layout.row}`}
      data-item={item.id}
      onPointerEnter={() => setPointedAt(true)}
      data-level={alert.level}
      data-active={isActive || undefined}
      data-selected={isSelected || undefined}
      data-outline={outline || undefined}
      data-struck={struck || undefined}
      data-new={isNew || undefined}
      data-member={isMember || undefined}
      style={{ height: rowHeight(size), transform: `translateY(${top}px)` }}
    >
      {changed !== undefined && <span key={changed} className={glow.glow} />}
      <span
        className={bar.bar}
        data-level={alert.level}
        data-outline={outline || undefined}
        role="presentation"
      />
      <RowBody
        item={item}
        alerts={alerts}
        named={named}
        outline={outline}
        struck={struck}
        isOpen={isOpen}
        isActive={isActive}
        isPointedAt={isPointedAt}
        isSelected={isSelected}
      />
    </div>
  )
})

/** The row's id in the document, for `aria-activedescendant`. */
export function domId(item: string): string {
  return `row-${encodeURIComponent(item.toWellFormed())}`
}

/** When any of these last changed, if that was a moment ago. */
function useChanged(alerts: readonly BoardAlert[]): number | undefined {
  return useStore(useWatchfloor().glows, ({ changed }) => {
    if (changed.size === 0) return undefined
    let last: number | undefined
    for (const { fingerprint } of alerts) {
      const at = changed.get(fingerprint)
      if (at !== undefined && (last === undefined || at > last)) last = at
    }
    return last
  })
}
