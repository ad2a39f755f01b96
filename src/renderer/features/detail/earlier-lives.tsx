import { type Alert, formatTime, LivesPage, type PastLife, parser, parseTime } from '@watchfloor/contract'
import type { ReactNode } from 'react'
import { plural } from '../../../shared/counts.ts'
import { momentText } from '../../../shared/times.ts'
import { useTicking, useWatchfloor } from '../../state/context.ts'
import { endText, lastedText, takenText } from '../../state/life-words.ts'
import { momentPlace } from '../../state/moment.ts'
import { useServed } from '../../state/use-served.ts'
import { refusalText } from '../../ui/refusal-text.ts'
import styles from './detail.module.css'
import { earlierThan, MOST_TOLD, usuallyText } from './earlier.ts'

const parseLives = parser(LivesPage)
/** As many as say how long it usually takes. */
const MOST = 100
const DAYS_90 = 90 * 86_400_000

/** What the alert did before: how long, who had it, how it ended. */
export function EarlierLives({ alert }: { readonly alert: Pick<Alert, 'fingerprint' | 'life'> }): ReactNode {
  const { ticker } = useWatchfloor()
  // From the same day on, so that the same is asked for while it is looked at.
  const from = formatTime(Math.floor((ticker.wall() - DAYS_90) / 86_400_000) * 86_400_000)
  const path = `/api/v2/lives?fingerprint=${alert.fingerprint}&from=${from}&limit=${MOST}`
  const { value, refusal, isReading } = useServed(path, parseLives)
  const now = useTicking(({ now }) => Math.floor(now() / 60_000) * 60_000)
  const earlier = earlierThan(value?.lives ?? [], alert.life)
  const areAll = value?.before === null
  const usually = usuallyText(earlier, areAll)
  return (
    <section aria-labelledby="detail-earlier" className={styles.part}>
      <h2 id="detail-earlier" className={styles.heading}>
        Earlier
        {earlier.length > 0 && `: ${plural(earlier.length, 'time', 'times')}${areAll ? '' : ' at least'}`}
      </h2>
      {value === undefined && isReading && <p className={styles.quiet}>Reading its earlier lives.</p>}
      {refusal !== null && <p className={styles.quiet}>{refusalText('Earlier lives not read', refusal)}</p>}
      {value !== undefined && earlier.length === 0 && (
        <p className={styles.quiet}>Never before, as far as the log is kept.</p>
      )}
      {usually !== null && <p className={styles.usually}>{usually}</p>}
      <ol className={styles.history}>
        {earlier.slice(0, MOST_TOLD).map((life) => (
          <Earlier key={life.life} life={life} now={now} />
        ))}
      </ol>
    </section>
  )
}

function Earlier({ life, now }: { readonly life: PastLife; readonly now: number }): ReactNode {
  const at = parseTime(life.began) ?? 0
  return (
    <li>
      <a href={`#${momentPlace(at, life.fingerprint)}`} data-hint="The board of that second">
        <time dateTime={life.began}>{momentText(at, now)}</time>
      </a>
      <span>
        {lastedText(life, now)} · {takenText(life)} · {endText(life)}
      </span>
    </li>
  )
}
