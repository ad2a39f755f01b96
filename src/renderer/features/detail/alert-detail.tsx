import { CloseButton } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'
import { useWatchfloor } from '../../state/context.ts'
import { useExit } from '../../state/use-exit.ts'
import { refusalText } from '../../ui/refusal-text.ts'
import { AlertSections } from './alert-sections.tsx'
import styles from './detail.module.css'
import { useGroup } from './use-group.ts'
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
  const { seen, screen } = useWatchfloor()
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
  const alert = known.kind === 'known' ? known.alert : null
  const { group, isMeant } = useGroup(alert)
  // Keys find here what they mean.
  useEffect(() => {
    screen.detail = {
      alert,
      group: isMeant ? group : null,
      as,
      has: () => section.current?.contains(document.activeElement) === true,
    }
    return () => {
      screen.detail = null
    }
  }, [screen, alert, group, isMeant, as])
  useExit(onClose)
  return (
    <section
      ref={section}
      className={styles.detail}
      data-as={as}
      aria-label="Alert"
      tabIndex={-1}
      data-region="Detail"
    >
      <CloseButton
        className={styles.close}
        aria-label={as === 'page' ? 'Back to the board' : 'Close'}
        title="Esc"
        onClick={onClose}
      />
      {known.kind === 'known' && (
        <AlertSections
          key={fingerprint}
          alert={known.alert}
          sequence={known.sequence}
          group={group}
          isGroup={isMeant}
        />
      )}
      {known.kind === 'absent' && <p className={styles.quiet}>It was not on the board at this moment.</p>}
      {known.kind === 'reading' && <p className={styles.quiet}>Reading the alert.</p>}
      {known.kind === 'failed' && <p role="alert">{refusalText('Alert not shown', known.refusal)}</p>}
    </section>
  )
}
