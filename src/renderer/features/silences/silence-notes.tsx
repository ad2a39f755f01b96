import { type BoardSilence, parseTime } from '@watchfloor/contract'
import type { ReactNode } from 'react'
import { lineOf } from '../../../shared/alert-words.ts'
import { momentText } from '../../../shared/times.ts'
import { useTicking } from '../../state/context.ts'
import { LinkedText } from '../../ui/linked-text.tsx'
import { whereabouts } from './silence-words.ts'
import styles from './silences.module.css'

/** What else is known of a silence: what was noted on it, and where it stands. A change leaves all of it as it is (S29). */
export function SilenceNotes({ silence }: { readonly silence: BoardSilence }): ReactNode {
  const notes = notesOf(silence)
  const where = whereabouts(silence)
  const ended = useTicking(({ now }) =>
    silence.state === 'expired' ? momentText(parseTime(silence.ends_at) ?? now(), now()) : '',
  )
  if (notes.length === 0 && where.length === 0 && ended === '') return null
  return (
    <section aria-label="Known of it" className={styles.notes}>
      {ended !== '' && <p className={styles.hint}>It ended at {ended}.</p>}
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
