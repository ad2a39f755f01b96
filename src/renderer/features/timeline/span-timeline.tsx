import type { Millis } from '@watchfloor/contract'
import { type ReactNode, useEffect, useState } from 'react'
import { useTicking, useWatchfloor } from '../../state/context.ts'
import { goTo } from '../../state/hash-location.ts'
import { momentPlace, partPlace } from '../../state/moment.ts'
import { refusalText } from '../../ui/refusal-text.ts'
import { describeBars } from './bars.ts'
import { Chart } from './chart.tsx'
import { holding, LENGTHS, moved, type Span, spanClock, spanOf, spanText, zoomed } from './span.ts'
import styles from './timeline.module.css'
import { useBars } from './use-bars.ts'

export interface SpanTimelineProps {
  readonly height: number
  /** The moment that is looked at; null when it is a part, or all. */
  readonly at: Millis | null
  readonly part: readonly [from: Millis, to: Millis] | null
  /** What is shown, whenever that changes. */
  readonly onSpan: (from: Millis, to: Millis | null) => void
}

/** The timeline of the past: of an hour to a month, anywhere in what is kept. */
export function SpanTimeline({ height, at, part, onSpan }: SpanTimelineProps): ReactNode {
  const { ticker } = useWatchfloor()
  const now = useTicking(({ wall }) => Math.floor(wall() / 1000) * 1000)
  const wanted = at ?? part?.[0] ?? null
  const [span, setSpan] = useState<Span>(() => spanOf(wanted, ticker.wall()))
  useEffect(() => {
    if (wanted !== null) setSpan((before) => holding(before, wanted, ticker.wall()))
  }, [wanted, ticker])
  const { length, to } = span
  useEffect(() => onSpan((to ?? ticker.wall()) - length.ms, to), [onSpan, length, to, ticker])
  const { bars, refusal } = useBars(span)
  const clock = spanClock(span)
  return (
    <figure className={styles.wide}>
      <figcaption className={styles.spans}>
        <span className={styles.spanText}>{spanText(span)}</span>
        <span role="group" aria-label="Length of the timeline" className={styles.lengths}>
          {LENGTHS.map((one) => (
            <button
              key={one.words}
              type="button"
              aria-pressed={one === length}
              onClick={() =>
                setSpan(
                  wanted === null ? { length: one, to: null } : holding({ length: one, to }, wanted, now),
                )
              }
            >
              {one.words}
            </button>
          ))}
        </span>
        <span role="group" aria-label="Move the timeline" className={styles.lengths}>
          <button type="button" aria-label="Earlier" onClick={() => setSpan(moved(span, -0.5, now))}>
            ‹
          </button>
          <button
            type="button"
            aria-label="Later"
            disabled={to === null}
            onClick={() => setSpan(moved(span, 0.5, now))}
          >
            ›
          </button>
        </span>
      </figcaption>
      <div className={styles.wideBox} style={{ height }}>
        {bars === null ? (
          <p className={styles.waiting} role="status">
            {refusal === null ? 'Reading the timeline.' : refusalText('Timeline not read', refusal)}
          </p>
        ) : (
          <Chart
            bars={bars}
            text={describeBars(bars, spanText(span), clock)}
            clock={clock}
            height={height}
            at={at}
            part={part}
            onMoment={(moment) => goTo(momentPlace(moment), { replace: at !== null })}
            onPart={(from, until) => goTo(partPlace(from, until), { replace: part !== null })}
            onZoom={(by, around) => setSpan(zoomed(span, by, around, now))}
          />
        )}
      </div>
      {bars !== null && (
        <p className={styles.axis} aria-hidden="true">
          {[0, 0.25, 0.5, 0.75, 1].map((place) => (
            <span key={place}>{clock(bars.from + place * (bars.to - bars.from))}</span>
          ))}
        </p>
      )}
    </figure>
  )
}
