import { largest } from '@watchfloor/contract'
import type { ReactNode } from 'react'
import { LEVEL_NAMES } from '../../../shared/alert-words.ts'
import { formatClock } from '../../../shared/times.ts'
import { type Bar, type Bars, describeBars, STACK } from './bars.ts'
import styles from './timeline.module.css'
import { useBars } from './use-bars.ts'

export interface TimelineProps {
  /** Height in pixels; the width is the slot's own. It never changes the height of what is around it. */
  readonly height: number
}

const CAPTION = 16
const FRAME = 8
/** Below this the caption stands beside the bars instead of under them. */
const LEAST_STACKED = 48

/** Lives begun in the last 24 hours, in the pulse strip. */
export function Timeline({ height }: TimelineProps): ReactNode {
  const { bars, refusal } = useBars()
  const isFlat = height < LEAST_STACKED
  const text = bars === null ? '' : describeBars(bars, formatClock)
  return (
    <figure className={styles.figure} style={{ height }} data-flat={isFlat || undefined}>
      {bars !== null && (
        <Chart bars={bars} text={text} height={isFlat ? height - FRAME : height - CAPTION - FRAME} />
      )}
      <figcaption className={styles.caption}>
        <span>{captionOf(bars, refusal !== null)}</span>
        {bars !== null && !isFlat && <span>now</span>}
      </figcaption>
    </figure>
  )
}

function captionOf(bars: Bars | null, failed: boolean): string {
  if (bars === null) return failed ? 'Last 24 h could not be read. Trying again.' : 'Reading the last 24 h'
  const most = largest(bars.bars.map(({ total }) => total))
  const scale = most === 0 ? 'no alert began' : `begun, at most ${most} in 30 min`
  return failed ? `Last 24 h as of ${formatClock(bars.to)}` : `Last 24 h: ${scale}`
}

interface ChartProps {
  readonly bars: Bars
  readonly text: string
  readonly height: number
}

function Chart({ bars: { bars }, text, height }: ChartProps): ReactNode {
  const most = Math.max(1, largest(bars.map(({ total }) => total)))
  return (
    <svg
      className={styles.chart}
      viewBox={`0 0 ${bars.length} ${height}`}
      preserveAspectRatio="none"
      style={{ height }}
      role="img"
      aria-label={text}
    >
      <line className={styles.ground} x1="0" x2={bars.length} y1={height - 0.5} y2={height - 0.5} />
      {bars.map((bar, index) => (
        <Stack key={bar.at} bar={bar} index={index} most={most} height={height} />
      ))}
    </svg>
  )
}

interface StackProps {
  readonly bar: Bar
  readonly index: number
  readonly most: number
  readonly height: number
}

/** One slice. Anything at all is at least 2 px high: a single critical must not vanish beside a storm. */
function Stack({ bar, index, most, height }: StackProps): ReactNode {
  let floor = height
  const parts = STACK.filter((level) => bar.counts[level] > 0).map((level) => {
    const tall = Math.min(floor, Math.max(2, (bar.counts[level] / most) * (height - 2)))
    floor -= tall
    return (
      <rect
        key={level}
        className={styles.bar}
        data-level={level}
        x={index + 0.12}
        width={0.76}
        y={floor}
        height={tall}
      />
    )
  })
  const said = STACK.filter((level) => bar.counts[level] > 0)
    .map((level) => `${bar.counts[level]} ${LEVEL_NAMES[level].toLowerCase()}`)
    .join(', ')
  return (
    <g>
      <title>{`From ${formatClock(bar.at)}: ${said || 'none'}`}</title>
      <rect x={index} y={0} width={1} height={height} fill="transparent" />
      {parts}
    </g>
  )
}
