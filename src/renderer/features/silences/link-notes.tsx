import type { ReactNode } from 'react'
import { lineOf } from '../../../shared/alert-words.ts'
import styles from './silences.module.css'

export interface LinkNotesProps {
  /** What of the link that led here cannot be read. */
  readonly unread: readonly string[]
  /** What of it means nothing here. */
  readonly unused: readonly string[]
}

/** What a link asked for and this form does not hold: never left out without a word. */
export function LinkNotes({ unread, unused }: LinkNotesProps): ReactNode {
  if (unread.length === 0 && unused.length === 0) return null
  return (
    <div className={styles.linkNotes}>
      {unread.map((text) => (
        <p key={text} role="alert" className={styles.warning} data-kind="refused">
          This link cannot be read, and none of its matchers was filled in: {lineOf(text)}
        </p>
      ))}
      {unused.map((text) => (
        <p key={text} role="status" className={styles.warning}>
          Of this link, this means nothing here: {lineOf(text)}.
        </p>
      ))}
    </div>
  )
}
