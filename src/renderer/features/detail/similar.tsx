import type { Alert } from '@watchfloor/contract'
import { type ReactNode, useMemo } from 'react'
import { lineOf, nameOf, whereOf } from '../../../shared/alert-words.ts'
import { useLive, useTicking, useWatchfloor } from '../../state/context.ts'
import { pastPlace } from '../../state/moment.ts'
import { detailPlace } from '../../state/places.ts'
import { SeverityShape } from '../../ui/severity.tsx'
import styles from './detail.module.css'
import { similarAlerts } from './similar-alerts.ts'

/** What else goes on that has the most in common with it. */
export function SimilarAlerts({ alert }: { readonly alert: Alert }): ReactNode {
  const { live, past } = useWatchfloor()
  // The whole board is looked through: when it opens, and then once a minute.
  const minute = useTicking(({ now }) => Math.floor(now() / 60_000))
  const hasBoard = useLive(({ board }) => board !== null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the minute is why it is looked for again
  const similar = useMemo(
    () => similarAlerts(alert, live.getState().board?.alerts.values() ?? []),
    [alert.fingerprint, alert.life, live, hasBoard, minute],
  )
  if (similar === null) return null
  const { shared, alerts, count } = similar
  const shown = Object.entries(shared).map(([name, value]) => `${lineOf(name)}=${lineOf(value)}`)
  return (
    <section aria-labelledby="detail-similar" className={styles.part}>
      <h2 id="detail-similar" className={styles.heading}>
        {past === undefined ? 'Similar now' : 'Similar then'}: {count}
        {count > alerts.length && `, the ${alerts.length} most urgent`}
      </h2>
      <p className={styles.quiet}>
        With the same <code>{shown.join(' ')}</code>
      </p>
      <ul className={styles.lines}>
        {alerts.map((one) => (
          <li key={one.fingerprint} className={styles.similar}>
            <SeverityShape level={one.level} />
            <a
              href={`#${past === undefined ? detailPlace(one.fingerprint, false) : pastPlace({ alert: one.fingerprint })}`}
            >
              <bdi>{nameOf(one)}</bdi>
            </a>
            <bdi>{whereOf(one)}</bdi>
            {one.acknowledged_by !== null && <span>{lineOf(one.acknowledged_by.name)} has it</span>}
          </li>
        ))}
      </ul>
    </section>
  )
}
