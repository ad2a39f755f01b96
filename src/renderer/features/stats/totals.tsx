import { LEVELS, type ResponseStatistics } from '@watchfloor/contract'
import type { ReactNode } from 'react'
import { LEVEL_NAMES } from '../../../shared/alert-words.ts'
import { formatCount } from '../../../shared/counts.ts'
import { SeverityShape } from '../../ui/severity.tsx'
import { NEVER_TAKEN, NOT_OVER, timesText } from './ranking.tsx'
import { livesLink } from './span.ts'
import classes from './stats.module.css'

/** How much there was, and what became of it; what is not known stands beside it. */
export function Totals({ value }: { readonly value: ResponseStatistics }): ReactNode {
  const facts = [
    { name: 'Lives that began', count: value.lives, fate: undefined },
    { name: 'Still firing', count: value.firing, fate: 'firing' },
    { name: 'Contact lost: not known to be over', count: value.lost, fate: 'lost' },
    { name: 'Over before anybody had it', count: value.never_acknowledged, fate: 'unowned' },
  ]
  return (
    <section className={classes.section} aria-label="All of it">
      <dl className={classes.facts}>
        {facts.map(({ name, count, fate }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <a href={`#${livesLink(value, fate === undefined ? {} : { fate })}`}>{formatCount(count)}</a>
            </dd>
          </div>
        ))}
        <div>
          <dt>Until somebody took it</dt>
          <dd>{timesText(value.to_acknowledge, NEVER_TAKEN)}</dd>
        </div>
        <div>
          <dt>Until it was resolved</dt>
          <dd>{timesText(value.to_resolve, NOT_OVER)}</dd>
        </div>
      </dl>
      <p className={classes.levels}>
        {LEVELS.flatMap((level) => value.levels.filter((one) => one.level === level)).map(
          ({ level, lives }) => (
            <a key={level} href={`#${livesLink(value, { severity: level })}`} className={classes.level}>
              <SeverityShape level={level} /> {LEVEL_NAMES[level]} {formatCount(lives)}
            </a>
          ),
        )}
      </p>
    </section>
  )
}
