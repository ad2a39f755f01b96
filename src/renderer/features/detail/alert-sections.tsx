import type { Alert, BoardAlert } from '@watchfloor/contract'
import { type ReactNode, useMemo } from 'react'
import { lineOf } from '../../../shared/alert-words.ts'
import { useLive, useTicking } from '../../state/context.ts'
import { LinkedText } from '../../ui/linked-text.tsx'
import styles from './detail.module.css'
import { DetailActions } from './detail-actions.tsx'
import { DetailHead } from './detail-head.tsx'
import { EarlierLives } from './earlier-lives.tsx'
import { GroupNote } from './group-note.tsx'
import { HistoryList } from './history-list.tsx'
import { LabelTable } from './label-table.tsx'
import { Notes } from './notes.tsx'
import { Reporters } from './reporters.tsx'
import { SimilarAlerts } from './similar.tsx'
import { useHistory } from './use-history.ts'
import { whyLines } from './why-lines.ts'

export interface AlertSectionsProps {
  readonly alert: Alert
  readonly sequence: number | undefined
  /** The alerts of its group that the board shows. */
  readonly group: readonly BoardAlert[]
  /** Does the detail mean all of them? */
  readonly isGroup: boolean
}

/** From what a person needs first to what they look up. */
export function AlertSections({ alert, sequence, group, isGroup }: AlertSectionsProps): ReactNode {
  const history = useHistory(alert.fingerprint, sequence)
  const events = history.state.kind === 'read' ? history.state.events : null
  return (
    <>
      <DetailHead alert={alert} />
      <GroupNote alert={alert} group={group} isGroup={isGroup} />
      <DetailActions alert={alert} group={isGroup ? group : null} />
      <Notes alert={alert} />
      <What alert={alert} />
      <Why alert={alert} events={events} />
      <HistoryList {...history} />
      <EarlierLives key={alert.life} alert={alert} />
      <SimilarAlerts alert={alert} />
      <Reporters fingerprint={alert.fingerprint} sequence={sequence} />
      <LabelTable title="Labels" values={alert.labels} filters />
      <LabelTable title="Annotations" values={alert.annotations} />
    </>
  )
}

function What({ alert: { annotations } }: { readonly alert: Alert }): ReactNode {
  const { summary, description, message, value } = annotations
  const long = description ?? message
  if (!summary && !long && !value) return null
  return (
    <section aria-label="What" className={styles.part}>
      {summary && (
        <p className={styles.summary}>
          <LinkedText text={summary} />
        </p>
      )}
      {long && long !== summary && (
        <p className={styles.description}>
          <LinkedText text={long} />
        </p>
      )}
      {value && (
        <p className={styles.description}>
          Value: <code>{lineOf(value)}</code>
        </p>
      )}
    </section>
  )
}

interface WhyProps {
  readonly alert: Alert
  readonly events: Parameters<typeof whyLines>[2]
}

function Why({ alert, events }: WhyProps): ReactNode {
  const board = useLive((state) => state.board)
  const minute = useTicking(({ now }) => Math.floor(now() / 60_000) * 60_000)
  const lines = useMemo(
    () => (board === null ? [] : whyLines(alert, board, events, minute)),
    [alert, board, events, minute],
  )
  return (
    <section aria-labelledby="detail-why" className={styles.part}>
      <h2 id="detail-why" className={styles.heading}>
        Why it stands here
      </h2>
      {lines.length === 0 && (
        <p className={styles.quiet}>No silence, no inhibition, no mute interval, and nobody has it.</p>
      )}
      <ul className={styles.lines}>
        {lines.map(({ key, text, place }) => (
          <li key={key}>
            {text} {place !== undefined && <a href={`#${place.path}`}>{place.label}</a>}
          </li>
        ))}
      </ul>
    </section>
  )
}
