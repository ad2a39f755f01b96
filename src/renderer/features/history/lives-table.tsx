import { alertName, formatTime, type Millis, type PastLife, parseTime } from '@watchfloor/contract'
import type { ReactNode } from 'react'
import { lineOf, whereOf } from '../../../shared/alert-words.ts'
import { momentText } from '../../../shared/times.ts'
import { endText, lastedText, takenText } from '../../state/life-words.ts'
import { momentPlace } from '../../state/moment.ts'
import { SeverityShape, SeverityWord } from '../../ui/severity.tsx'
import classes from './history.module.css'

/** What began in a span, the newest first. Its name leads to the board of that second. */
export function LivesTable({
  lives,
  now,
}: {
  readonly lives: readonly PastLife[]
  readonly now: Millis
}): ReactNode {
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">Began</th>
          <th scope="col">Alert</th>
          <th scope="col">Lasted</th>
          <th scope="col">Who had it</th>
          <th scope="col">End</th>
        </tr>
      </thead>
      <tbody>
        {lives.map((life) => (
          <LifeRow key={life.life} life={life} now={now} />
        ))}
      </tbody>
    </table>
  )
}

function LifeRow({ life, now }: { readonly life: PastLife; readonly now: Millis }): ReactNode {
  const at = parseTime(life.began) ?? 0
  return (
    <tr>
      <td data-label="Began">
        <time dateTime={formatTime(at)}>{momentText(at, now)}</time>
      </td>
      <td className={classes.alert}>
        <SeverityShape level={life.level} />
        <SeverityWord level={life.level} sent={life.labels.severity ?? ''} />
        <a href={`#${momentPlace(at, life.fingerprint)}`} data-hint="The board of that second">
          <bdi>{lineOf(alertName(life))}</bdi>
        </a>
        <bdi className={classes.where}>{whereOf(life)}</bdi>
      </td>
      <td data-label="Lasted">{lastedText(life, now)}</td>
      <td data-label="Who had it">{takenText(life)}</td>
      <td data-label="End" data-lost={life.ended_by === 'timeout' || undefined}>
        {endText(life)}
      </td>
    </tr>
  )
}
