import { largest } from '@watchfloor/contract'
import { type ReactNode, useState } from 'react'
import { formatClock } from '../../../shared/times.ts'
import { useWatchfloor } from '../../state/context.ts'
import { goTo } from '../../state/hash-location.ts'
import { momentPlace, partPlace } from '../../state/moment.ts'
import { type Bars, describeBars } from './bars.ts'
import { Chart } from './chart.tsx'
import { LAST_DAY, LENGTHS, type Span, spanClock, spanText, zoomed } from './span.ts'
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

/** Lives begun in the last hours or days, in the pulse strip: always up to now. */
export function Timeline({ height }: TimelineProps): ReactNode {
  const { ticker } = useWatchfloor()
  const [span, setSpan] = useState<Span>(LAST_DAY)
  const { bars, refusal } = useBars(span)
  const isFlat = height < LEAST_STACKED
  const next = LENGTHS[(LENGTHS.indexOf(span.length) + 1) % LENGTHS.length] ?? span.length
  const clock = spanClock(span)
  return (
    <figure className={styles.figure} style={{ height }} data-flat={isFlat || undefined}>
      {bars !== null && (
        <Chart
          bars={bars}
          text={describeBars(bars, spanText(span), clock)}
          clock={clock}
          height={isFlat ? height - FRAME : height - CAPTION - FRAME}
          onMoment={(at) => goTo(momentPlace(at))}
          onPart={(from, to) => goTo(partPlace(from, to))}
          onZoom={(by) => setSpan((now) => zoomed(now, by, null, ticker.now()))}
        />
      )}
      <figcaption className={styles.caption}>
        <button
          type="button"
          className={styles.length}
          aria-label={`${captionOf(span, bars, refusal !== null)}. Show the last ${next.words}`}
          data-hint={`Show the last ${next.words}.\nPress the bars to look at a moment, drag to look at what began in between.`}
          onClick={() => setSpan({ length: next, to: null })}
        >
          {captionOf(span, bars, refusal !== null)}
        </button>
        {bars !== null && !isFlat && <span>now</span>}
      </figcaption>
    </figure>
  )
}

function captionOf(span: Span, bars: Bars | null, failed: boolean): string {
  const name = spanText(span)
  if (bars === null)
    return failed ? `${name} could not be read. Trying again.` : `Reading the ${name.toLowerCase()}`
  const most = largest(bars.bars.map(({ total }) => total))
  const scale = most === 0 ? 'no alert began' : `begun, at most ${most} in ${sliceText(span)}`
  return failed ? `${name} as of ${formatClock(bars.to)}` : `${name}: ${scale}`
}

function sliceText({ length }: Span): string {
  const minutes = length.ms / length.slices / 60_000
  return minutes < 60 ? `${minutes} min` : `${minutes / 60} h`
}
