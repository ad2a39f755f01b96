import { Button } from '@mantine/core'
import { alertName, formatTime, type Millis, type PastLife } from '@watchfloor/contract'
import type { ReactNode } from 'react'
import { lineOf, whereOf } from '../../../shared/alert-words.ts'
import { formatCount, plural } from '../../../shared/counts.ts'
import { formatMoment } from '../../../shared/times.ts'
import { useTicking } from '../../state/context.ts'
import { goTo } from '../../state/hash-location.ts'
import { pastPlace } from '../../state/moment.ts'
import { parseView } from '../../state/view.ts'
import { refusalText } from '../../ui/refusal-text.ts'
import classes from './history.module.css'
import { LivesTable } from './lives-table.tsx'
import { narrowings, serverQuery } from './part-query.ts'
import { TakeAway } from './take-away.tsx'
import { useLives } from './use-lives.ts'

export interface PartProps {
  /** What was chosen of the timeline; null for all that it shows. */
  readonly part: readonly [from: Millis, to: Millis] | null
  readonly span: readonly [from: Millis, to: Millis | null]
  readonly query: URLSearchParams
}

/** What began in the chosen part of the timeline, and what became of it. */
export function Part({ part, span, query }: PartProps): ReactNode {
  const now = useTicking(({ now }) => Math.floor(now() / 10_000) * 10_000)
  const [from, to] = part ?? span
  const view = parseView(query.toString())
  const { lives, before, isReading, refusal, more, again } = useLives(serverQuery(from, to, view, query))
  const narrowed = narrowings(query, view)
  return (
    <div className={classes.part} data-region="What began">
      <div className={classes.partHead}>
        <h2 className={classes.subtitle}>
          {part === null ? 'What began in the span above' : `What began ${spanText(from, to)}`}
        </h2>
        {part !== null && (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => goTo(pastPlace({ from: null, to: null }))}
          >
            All of the span
          </Button>
        )}
        {narrowed.map(({ text, without }) => (
          <Button
            key={text}
            size="compact-sm"
            variant="default"
            aria-label={`Remove ${text}`}
            onClick={() => goTo(without(), { replace: true })}
          >
            {text} ×
          </Button>
        ))}
        <span className={classes.space} />
        <TakeAway
          name={`watchfloor-${formatTime(from).slice(0, 16).replaceAll(':', '')}`}
          isEmpty={lives.length === 0}
          rows={() => lives.map(rowOf)}
        />
      </div>
      <p className={classes.quiet} role="status">
        {isReading
          ? 'Reading.'
          : `${plural(lives.length, 'life', 'lives')}${before === null ? '' : ' so far, there are more'}.`}
      </p>
      {refusal !== null && (
        <p role="alert">
          {refusalText('What began was not read', refusal)}{' '}
          <Button size="compact-sm" variant="default" onClick={again}>
            Retry
          </Button>
        </p>
      )}
      {lives.length > 0 && <LivesTable lives={lives} now={now} />}
      {lives.length === 0 && !isReading && refusal === null && (
        <p className={classes.quiet}>No alert began then, as far as the log is kept.</p>
      )}
      {before !== null && (
        <Button size="xs" variant="default" loading={isReading} onClick={more}>
          Show more than {formatCount(lives.length)}
        </Button>
      )}
    </div>
  )
}

function spanText(from: Millis, to: Millis | null): string {
  const clock = (time: Millis): string => formatMoment(time).replace(/:\d\d$/, '')
  return to === null ? `since ${clock(from)}` : `from ${clock(from)} to ${clock(to)}`
}

function rowOf(life: PastLife) {
  const { began, acknowledged, owner, note = null, ended, ended_by, level, fingerprint, labels } = life
  return {
    began,
    level,
    alert: lineOf(alertName(life)),
    where: whereOf(life),
    acknowledged,
    owner,
    note,
    ended,
    ended_by,
    fingerprint,
    labels: Object.entries(labels)
      .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
      .join(' '),
  }
}
