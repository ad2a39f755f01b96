import { parseTime } from '@watchfloor/contract'
import { Bell, Layers, type LucideIcon, Pause } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import { LEVEL_NAMES } from '../../../shared/alert-words.ts'
import { hostOf } from '../../../shared/hops.ts'
import { type InboxRow, isUnread } from '../../../shared/inbox.ts'
import { formatClock } from '../../../shared/times.ts'
import { DECISION_WORDS, outcomeText, reasonText } from '../../state/inbox-words.ts'
import { SeverityShape, SeverityWord } from '../../ui/severity.tsx'
import { timeOf } from './inbox-items.ts'
import classes from './inbox-line.module.css'

const ICONS: Readonly<Record<InboxRow['decision'], LucideIcon>> = { notify: Bell, hold: Pause, fold: Layers }

export interface InboxLineProps {
  readonly row: InboxRow
  /** 1-based, of all lines. */
  readonly index: number
  readonly top: number
  readonly height: number
  readonly isActive: boolean
  /** The server that this board is of: a row of another one names it. */
  readonly server: string
  readonly onOpen: (id: string) => void
}

/** One decision: when, what about, why, and what became of it. */
export const InboxLine = memo(function InboxLine(props: InboxLineProps): ReactNode {
  const { row, index, top, height, isActive, server, onOpen } = props
  const Icon = ICONS[row.decision]
  // Solid is what was told and not yet read; the rest is history.
  const unread = isUnread(row)
  const other = row.server === server ? '' : `${hostOf(row.server)}: `
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter opens the active row, see use-inbox-keys.
    <div
      role="row"
      id={`inbox-${row.id}`}
      aria-rowindex={index}
      aria-selected={isActive}
      className={classes.line}
      data-active={isActive || undefined}
      data-unread={unread || undefined}
      style={{ height, transform: `translateY(${top}px)` }}
      onClick={() => onOpen(row.id)}
    >
      <span role="gridcell" className={classes.time}>
        <time dateTime={row.at} data-moment={timeOf(row)}>
          {formatClock(timeOf(row), 'seconds')}
        </time>
        {unread && <span className={classes.unread}>unread</span>}
      </span>
      <span role="gridcell" className={classes.level}>
        {row.level !== null && (
          <>
            <SeverityShape level={row.level} outline={!unread} />
            <span aria-hidden="true">
              <SeverityWord level={row.level} sent="" outline={!unread} />
            </span>
            <span className={classes.spoken}>{LEVEL_NAMES[row.level]}</span>
          </>
        )}
      </span>
      <span role="gridcell" className={classes.what}>
        <span className={classes.title} data-cut="">
          {row.title}
        </span>
        <span className={classes.body} data-cut="">
          {other}
          {row.body}
        </span>
      </span>
      <span role="gridcell" className={classes.why}>
        <span className={classes.decision}>
          <Icon size={14} aria-hidden="true" />
          {DECISION_WORDS[row.decision]}
        </span>
        <span className={classes.reason} data-cut="">
          {reasonText(row)}
        </span>
      </span>
      <Outcome row={row} />
    </div>
  )
})

function Outcome({ row }: { readonly row: InboxRow }): ReactNode {
  const text = outcomeText(row)
  const at = parseTime(row.outcome_at)
  return (
    <span role="gridcell" className={classes.outcome} data-outcome={row.outcome}>
      {text !== '' && (
        <>
          <span className={classes.became} data-cut="">
            {text}
          </span>
          {at !== undefined && (
            <time className={classes.when} dateTime={row.outcome_at} data-moment={at}>
              {formatClock(at, 'seconds')}
            </time>
          )}
        </>
      )}
    </span>
  )
}
