import { CloseButton } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'
import { useWatchfloor } from '../../state/context.ts'
import { refusalText } from '../../ui/refusal-text.ts'
import { AlertSections } from './alert-sections.tsx'
import styles from './detail.module.css'
import { useDetailKeys } from './use-detail-keys.ts'
import { useKnownAlert } from './use-known-alert.ts'

export interface AlertDetailProps {
  readonly fingerprint: string
  /** A panel over the board, or a page of its own on narrow windows. */
  readonly as: 'panel' | 'page'
  readonly onClose: () => void
}

/** Everything known about one alert. */
export function AlertDetail({ fingerprint, as, onClose }: AlertDetailProps): ReactNode {
  const known = useKnownAlert(fingerprint)
  const { seen } = useWatchfloor()
  const section = useRef<HTMLElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another alert is another reading place
  useEffect(() => {
    section.current?.focus({ preventScroll: true })
    section.current?.scrollTo(0, 0)
  }, [fingerprint])
  const life = known.kind === 'known' ? known.alert.life : null
  useEffect(() => {
    if (life !== null) seen.opened({ fingerprint, life })
  }, [seen, fingerprint, life])
  const onKeyDown = useDetailKeys(known.kind === 'known' ? known.alert : undefined, onClose)
  return (
    <section
      ref={section}
      className={styles.detail}
      data-as={as}
      aria-label="Alert"
      tabIndex={-1}
      onKeyDown={onKeyDown}
    >
      <CloseButton
        className={styles.close}
        aria-label={as === 'page' ? 'Back to the board' : 'Close'}
        title="Esc"
        onClick={onClose}
      />
      {known.kind === 'known' && (
        <AlertSections key={fingerprint} alert={known.alert} sequence={known.sequence} />
      )}
      {known.kind === 'reading' && <p className={styles.quiet}>Reading the alert.</p>}
      {known.kind === 'failed' && <p role="alert">{refusalText('Alert not shown', known.refusal)}</p>}
    </section>
  )
}
