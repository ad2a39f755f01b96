import { type Alert, isGoingOn } from '@watchfloor/contract'
import type { ReactNode } from 'react'
import { fullWhereOf, LEVEL_NAMES, nameOf } from '../../../shared/alert-words.ts'
import { asOfText } from '../../../shared/times.ts'
import { useLive, useTicking } from '../../state/context.ts'
import { isStale, provedAt } from '../../state/trust.ts'
import { useActingName } from '../../state/who.ts'
import { SeverityShape, SeverityWord } from '../../ui/severity.tsx'
import styles from './detail.module.css'
import { stateSentence } from './state-sentence.ts'

/** Which alert it is, where, and how it stands. What cannot be vouched for says as of when it was so. */
export function DetailHead({ alert }: { readonly alert: Alert }): ReactNode {
  const me = useActingName()
  const sentence = useTicking(({ now }) => stateSentence(alert, now(), me))
  const stale = useLive(isStale)
  const isSaved = useLive((state) => state.saved_at !== null)
  const proved = useLive(provedAt)
  const asOf = useTicking(({ now }) => (proved === null ? '' : asOfText(proved, now())))
  const outline = stale || alert.unconfirmed || alert.status === 'resolved'
  const where = fullWhereOf(alert)
  return (
    <header className={styles.head}>
      <div className={styles.title}>
        <SeverityShape level={alert.level} outline={outline} size={20} />
        <SeverityWord level={alert.level} sent={alert.severity} outline={outline} />
        <h1 className={styles.name} data-resolved={!isGoingOn(alert) || undefined}>
          <bdi>{nameOf(alert)}</bdi>
        </h1>
      </div>
      {where && (
        <p className={styles.where}>
          <bdi>{where}</bdi>
        </p>
      )}
      <p className={styles.state}>
        <span className={styles.visuallyHidden}>{LEVEL_NAMES[alert.level]}. </span>
        {sentence}
      </p>
      {stale && (
        <p className={styles.stale}>
          {isSaved ? 'Saved board.' : 'Not receiving.'}{' '}
          {proved === null ? 'Not known to be so now.' : `As of ${asOf}.`}
        </p>
      )}
    </header>
  )
}
