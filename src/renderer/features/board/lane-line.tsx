import { type BoardHealth, type Millis, parseTime } from '@watchfloor/contract'
import { ChevronDown, ChevronRight } from 'lucide-react'
import { type ReactNode, useMemo } from 'react'
import { lineOf, nameOf } from '../../../shared/alert-words.ts'
import { formatCount } from '../../../shared/counts.ts'
import { LANE_TITLES, type Lane } from '../../../shared/lanes.ts'
import { leftOutLevels } from '../../../shared/left-out-words.ts'
import { momentText } from '../../../shared/times.ts'
import { useBoard, useLeftOut, useLeftOutHow, useLive, useTicking } from '../../state/context.ts'
import type { LaneHead } from '../../state/layout.ts'
import type { Row } from '../../state/rows.ts'
import { quietSources } from '../../state/trust.ts'
import { SeverityShape } from '../../ui/severity.tsx'
import classes from './lane-line.module.css'
import { domId } from './row.tsx'

export interface LaneLineProps {
  readonly head: LaneHead
  readonly top: number
  readonly height: number
  readonly index: number
  readonly isActive: boolean
}

/** The head of a lane in the list. */
export function LaneLine({ head, top, height, index, isActive }: LaneLineProps): ReactNode {
  return (
    <div
      role="row"
      id={domId(head.id)}
      aria-rowindex={index}
      aria-level={1}
      {...(head.foldable ? { 'aria-expanded': !head.folded } : {})}
      className={classes.line}
      data-item={head.id}
      data-active={isActive || undefined}
      data-foldable={head.foldable || undefined}
      style={{ height, transform: `translateY(${top}px)` }}
    >
      <span role="gridcell" className={classes.cell}>
        <LaneWords head={head} />
      </span>
    </div>
  )
}

/** Its name, how many alerts stand in it, and what there is to say about them. */
export function LaneWords({ head }: { readonly head: LaneHead }): ReactNode {
  const count = useBoard(({ arrangement }) => arrangement?.shown.lanes[head.lane] ?? 0)
  const more = useLeftOut() === undefined ? '' : '+'
  const Chevron = head.folded ? ChevronRight : ChevronDown
  return (
    <>
      {head.foldable && <Chevron className={classes.chevron} size={14} aria-hidden="true" />}
      <span className={classes.title}>{LANE_TITLES[head.lane]}</span>
      <span className={classes.count}>
        {formatCount(count)}
        {more}
      </span>
      {head.folded && <WorstOf lane={head.lane} />}
      <LaneNote lane={head.lane} />
    </>
  )
}

/** What is out of sight is at least named by the worst of it. */
function WorstOf({ lane }: { readonly lane: Lane }): ReactNode {
  const rows = useBoard(({ arrangement }) => arrangement?.lanes[lane])
  const worst = useMemo(() => worstOf(rows ?? []), [rows])
  if (worst === undefined) return null
  return (
    <span className={classes.worst}>
      worst:
      <SeverityShape level={worst.level} size={14} />
      <bdi>{nameOf(worst.first)}</bdi>
    </span>
  )
}

function worstOf(rows: readonly Row[]): Row | undefined {
  let worst: Row | undefined
  for (const row of rows) if (worst === undefined || row.rank < worst.rank) worst = row
  return worst
}

function LaneNote({ lane }: { readonly lane: Lane }): ReactNode {
  const note = useNote(lane)
  return note === '' ? null : <span className={classes.note}>{note}</span>
}

function useNote(lane: Lane): string {
  const suppressed = useBoard(({ arrangement }) => arrangement?.shown.suppressed)
  const health = useLive((state) => state.board?.health)
  const left = useLeftOut()
  const how = useLeftOutHow()
  const quiet = useTicking(({ now }) =>
    lane === 'unconfirmed' && health !== undefined ? quietText(health.values(), now()) : '',
  )
  if (lane === 'needs' && left !== undefined) return `${how}: ${leftOutLevels(left)}`
  if (lane === 'suppressed' && suppressed !== undefined) {
    return Object.entries(suppressed)
      .filter(([, count]) => count > 0)
      .map(([reason, count]) => `${reason} ${formatCount(count)}`)
      .join(' · ')
  }
  return quiet
}

function quietText(health: Iterable<BoardHealth>, now: Millis): string {
  return quietSources(health)
    .map(
      ({ component, since }) =>
        `${lineOf(component)} quiet since ${momentText(parseTime(since) ?? now, now)}`,
    )
    .join(' · ')
}
