import type { BoardSilence } from '@watchfloor/contract'
import type { ReactNode } from 'react'
import { lineOf } from '../../../shared/alert-words.ts'
import { LinkedText } from '../../ui/linked-text.tsx'
import { whereabouts } from './silence-words.ts'
import styles from './silences.module.css'

/** What else is known of a silence: what was noted on it, and where it stands. A change leaves all of it as it is. */
export function SilenceNotes({ silence }: { readonly silence: BoardSilence }): ReactNode {
  const notes = notesOf(silence)
  const where = whereabouts(silence)
  if (notes.length === 0 && where.length === 0) return null
  return (
    <section aria-labelledby="silence-notes" className={styles.notes}>
      <h2 id="silence-notes" className={styles.heading}>
        Annotations
      </h2>
      {notes.length > 0 && (
        <dl className={styles.annotations}>
          {notes.map(([name, value]) => (
            <div key={name}>
              <dt>
                <bdi>{lineOf(name)}</bdi>
              </dt>
              <dd>
                <LinkedText text={value} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      {where.map((text) => (
        <p key={text} className={styles.hint}>
          {lineOf(text)}
        </p>
      ))}
      <p className={styles.hint}>They stay as they are.</p>
    </section>
  )
}

/** Annotations that people or their tools wrote; what this server notes for itself is said in words. */
export function notesOf({
  annotations,
}: Pick<BoardSilence, 'annotations'>): readonly (readonly [string, string])[] {
  return Object.entries(annotations)
    .filter(([name]) => !name.startsWith('watchfloor_'))
    .sort(([a], [b]) => (a < b ? -1 : 1))
}
