import { type ReactNode, useLayoutEffect, useState } from 'react'
import { useStore } from 'zustand'
import { fullWhereOf, lineOf, nameOf, summaryOf } from '../../../shared/alert-words.ts'
import { useBoard, useWatchfloor } from '../../state/context.ts'
import classes from './peek.module.css'
import { domId } from './row.tsx'

/** The whole text of the line that the keyboard stands on, over the list, away from the line itself. */
export function Peek(): ReactNode {
  const { board, screen } = useWatchfloor()
  const isOpen = useStore(screen, ({ isPeeking }) => isPeeking)
  const active = useBoard((state) => state.active)
  // What has changed of the line shows at once.
  useBoard((state) => state.items)
  const [isAbove, setAbove] = useState(false)
  useLayoutEffect(() => {
    if (!isOpen || active === null) return
    const row = document.getElementById(domId(active))?.getBoundingClientRect()
    const list = document.querySelector('[data-list]')?.getBoundingClientRect()
    if (row !== undefined && list !== undefined) setAbove(row.top > list.top + list.height / 2)
  }, [isOpen, active])
  const item = isOpen ? board.item(active) : undefined
  if (item?.kind !== 'row' && item?.kind !== 'member') return null
  const alert = item.kind === 'row' ? item.first : item.alert
  const { description, message } = alert.annotations
  const summary = summaryOf(alert)
  const long = description ?? message ?? ''
  return (
    <aside className={classes.peek} data-above={isAbove || undefined} role="status" aria-label="Peek">
      <p className={classes.name}>
        <bdi>{nameOf(alert)}</bdi>
        {item.kind === 'row' && item.alerts.length > 1 && ` ×${item.alerts.length}`}
        <span className={classes.where}>{fullWhereOf(alert)}</span>
      </p>
      {summary !== '' && <p>{summary}</p>}
      {long !== '' && long !== summary && <p className={classes.long}>{long}</p>}
      <p className={classes.labels}>
        {Object.entries(alert.labels).map(([name, value]) => (
          <code key={name}>{lineOf(`${name}=${value}`)}</code>
        ))}
      </p>
      <p className={classes.keys}>
        <kbd>Space</kbd> or <kbd>Esc</kbd> closes · <kbd>Enter</kbd> detail
      </p>
    </aside>
  )
}
