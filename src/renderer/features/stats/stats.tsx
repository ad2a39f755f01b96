import { Button } from '@mantine/core'
import { formatTime, parser, ResponseStatistics } from '@watchfloor/contract'
import { type ReactNode, useState } from 'react'
import { plural } from '../../../shared/counts.ts'
import { aheadOfUtc, momentText, zoneName } from '../../../shared/times.ts'
import { useWatchfloor } from '../../state/context.ts'
import { useServed } from '../../state/use-served.ts'
import { Page } from '../../ui/page.tsx'
import { refusalText } from '../../ui/refusal-text.ts'
import { Hours } from './hours.tsx'
import { Flapping, Names, Owners, Services } from './rankings.tsx'
import { livesLink, SPANS, type StatsSpan } from './span.ts'
import classes from './stats.module.css'
import { Totals } from './totals.tsx'

const parseStatistics = parser(ResponseStatistics)

/** Which alerts make noise, and how long they wait and last: counted of lives, each number with its alerts. */
export function Stats(): ReactNode {
  const { ticker } = useWatchfloor()
  const [span, setSpan] = useState<StatsSpan>(SPANS[1])
  // Of one moment until another span is chosen: numbers that lead to lists must be of the same.
  const [now, setNow] = useState(() => endOf(ticker.now()))
  const offset = aheadOfUtc(now) / 60_000
  const from = now - span.ms
  const path = `/api/v2/stats/response?from=${formatTime(from)}&to=${formatTime(now)}&offset=${offset}`
  const { value, refusal, isReading, again } = useServed(path, parseStatistics)
  const isOfSpan = value !== undefined && value.from === formatTime(from)
  const choose = (next: StatsSpan): void => {
    setNow(endOf(ticker.now()))
    setSpan(next)
  }
  return (
    <Page
      title="Statistics"
      width="table"
      lead="Counted of the lives of alerts that began in the span. Times are this server’s: from when it heard of an alert until somebody took it, and until it heard that it was over."
      actions={
        <span role="group" aria-label="Span" className={classes.spans}>
          {SPANS.map((one) => (
            <Button
              key={one.words}
              size="xs"
              variant={one === span ? 'filled' : 'default'}
              aria-pressed={one === span}
              onClick={() => choose(one)}
            >
              {one.words}
            </Button>
          ))}
        </span>
      }
    >
      <p className={classes.of} role="status">
        {isReading && !isOfSpan
          ? 'Counting.'
          : `${momentText(from, now)} to ${momentText(now, now)} ${zoneName(now)}`}
      </p>
      {refusal !== null && (
        <p role="alert">
          {refusalText('Statistics not read', refusal)}{' '}
          <Button size="compact-sm" variant="default" onClick={again}>
            Retry
          </Button>
        </p>
      )}
      {isOfSpan && value.counted_since !== null && (
        <p className={classes.caution}>
          The span has more lives than are counted at once. Only those since{' '}
          {momentText(Date.parse(value.counted_since), now)} are.
        </p>
      )}
      {isOfSpan && value.lives === 0 && (
        <p>No alert began in this span, as far as the log is kept. Choose a longer one.</p>
      )}
      {isOfSpan && value.lives > 0 && <Sections value={value} offset={offset} />}
      {isOfSpan && (
        <p className={classes.of}>
          <a href={`#${livesLink(value, {})}`}>All {plural(value.lives, 'life', 'lives')}</a>
        </p>
      )}
    </Page>
  )
}

/** What began just now is within. */
function endOf(now: number): number {
  return Math.floor(now / 1_000) * 1_000 + 1_000
}

function Sections({
  value,
  offset,
}: {
  readonly value: ResponseStatistics
  readonly offset: number
}): ReactNode {
  return (
    <div className={classes.sections}>
      <Totals value={value} />
      <Names value={value} />
      <Services value={value} />
      <Flapping value={value} />
      <Owners value={value} />
      <Hours value={value} offset={offset} />
    </div>
  )
}
