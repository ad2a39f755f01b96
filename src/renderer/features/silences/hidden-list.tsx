import { Button } from '@mantine/core'
import type { BoardAlert } from '@watchfloor/contract'
import { type ReactNode, useRef } from 'react'
import { fullWhereOf, nameOf } from '../../../shared/alert-words.ts'
import { alertPath } from '../../../shared/page-paths.ts'
import { SeverityShape, SeverityWord } from '../../ui/severity.tsx'
import styles from './silences.module.css'

export interface HiddenListProps {
  readonly alerts: readonly BoardAlert[]
  readonly onKeep: (alert: BoardAlert) => void
}

/** What would be hidden; each can be left in sight. */
export function HiddenList({ alerts, onKeep }: HiddenListProps): ReactNode {
  const list = useRef<HTMLUListElement>(null)
  const keep = (alert: BoardAlert): void => {
    // The line goes, and the keyboard must not go with it.
    list.current?.focus()
    onKeep(alert)
  }
  return (
    <ul ref={list} tabIndex={-1} aria-label="Would be hidden" className={styles.hidden}>
      {alerts.map((alert) => (
        <li key={alert.fingerprint}>
          <SeverityShape level={alert.level} size={14} />
          <SeverityWord level={alert.level} sent={alert.severity} />
          <a href={`#${alertPath(alert.fingerprint)}`}>{nameOf(alert)}</a>
          <span className={styles.where}>{fullWhereOf(alert)}</span>
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => keep(alert)}
            aria-label={`Keep ${nameOf(alert)} visible`}
            title="Adds a matcher that leaves it out"
          >
            Keep
          </Button>
        </li>
      ))}
    </ul>
  )
}
