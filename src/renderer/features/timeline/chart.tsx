import { largest, type Millis } from '@watchfloor/contract'
import { memo, type ReactNode, useEffect, useRef } from 'react'
import { type Bar, type Bars, describeBar, STACK } from './bars.ts'
import styles from './timeline.module.css'
import { type ChartActs, useChartHand } from './use-chart-hand.ts'

export interface ChartProps extends ChartActs {
  readonly bars: Bars
  readonly height: number
  /** All of it in one sentence, for those who do not see it. */
  readonly text: string
  readonly clock: (time: Millis) => string
  /** The moment that is looked at. */
  readonly at?: Millis | null
  /** The part of it that is looked at. */
  readonly part?: readonly [from: Millis, to: Millis] | null
}

/**
 * Bars that can be pointed at: a press looks at that moment, a drag at what is between, the wheel comes nearer or goes
 * farther. With the keyboard it is a slider: arrows move, with Shift they choose, Enter looks, up and down zoom.
 */
export function Chart({ bars, height, text, clock, at = null, part = null, ...acts }: ChartProps): ReactNode {
  const box = useRef<HTMLDivElement>(null)
  const { from, to } = bars
  const width = (to - from) / bars.bars.length
  const hand = useChartHand(box, bars, acts)
  const { cursor, chosen } = hand
  const shown = chosen ?? part
  const x = (time: Millis): string => `${Math.max(0, Math.min(1, (time - from) / (to - from))) * 100}%`
  const here = cursor === null ? undefined : bars.bars[cursor]
  // React listens to the wheel passively: then the page would scroll as well.
  const { onWheel } = hand
  useEffect(() => {
    const { current } = box
    current?.addEventListener('wheel', onWheel, { passive: false })
    return () => current?.removeEventListener('wheel', onWheel)
  }, [onWheel])
  return (
    <div
      ref={box}
      className={styles.box}
      style={{ height }}
      role="slider"
      tabIndex={0}
      aria-label={text}
      aria-description="Arrows move, with Shift they choose a part, Enter looks at it; up and down zoom."
      aria-valuemin={0}
      aria-valuemax={bars.bars.length - 1}
      aria-valuenow={cursor ?? bars.bars.length - 1}
      aria-valuetext={here === undefined ? text : describeBar(here, width, clock)}
      {...hand.listeners}
    >
      <Drawn bars={bars} height={height} width={width} clock={clock} />
      {shown !== null && (
        <span
          className={styles.part}
          style={{ left: x(shown[0]), width: `calc(${x(shown[1])} - ${x(shown[0])})` }}
        />
      )}
      {at !== null && at >= from && at <= to && <span className={styles.at} style={{ left: x(at) }} />}
      {here !== undefined && (
        <span className={styles.cursor} style={{ left: x(here.at), width: `${100 / bars.bars.length}%` }}>
          {height >= 48 && (
            <span className={styles.said} data-late={here.at > (from + to) / 2 || undefined}>
              {describeBar(here, width, clock)}
            </span>
          )}
        </span>
      )}
    </div>
  )
}

interface DrawnProps extends Pick<ChartProps, 'bars' | 'height' | 'clock'> {
  readonly width: Millis
}

const Drawn = memo(function Drawn({ bars: { bars }, height, width, clock }: DrawnProps): ReactNode {
  const most = Math.max(1, largest(bars.map(({ total }) => total)))
  return (
    <svg
      className={styles.chart}
      viewBox={`0 0 ${bars.length} ${height}`}
      preserveAspectRatio="none"
      style={{ height }}
      aria-hidden="true"
    >
      <line className={styles.ground} x1="0" x2={bars.length} y1={height - 0.5} y2={height - 0.5} />
      {bars.map((bar, index) => (
        <g key={bar.at}>
          <title>{describeBar(bar, width, clock)}</title>
          <rect x={index} y={0} width={1} height={height} fill="transparent" />
          <Stack bar={bar} index={index} most={most} height={height} />
        </g>
      ))}
    </svg>
  )
})

interface StackProps {
  readonly bar: Bar
  readonly index: number
  readonly most: number
  readonly height: number
}

/** One slice. Anything at all is at least 2 px high: a single critical must not vanish beside a storm. */
function Stack({ bar, index, most, height }: StackProps): ReactNode {
  let floor = height
  return STACK.filter((level) => bar.counts[level] > 0).map((level) => {
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
}
