import { type Alert, type Millis, type Note, parseTime } from '@watchfloor/contract'
import type { ReactNode } from 'react'
import { lineOf } from '../../../shared/alert-words.ts'
import { momentText } from '../../../shared/times.ts'
import { useTicking, useWatchfloor } from '../../state/context.ts'
import { useBar } from '../../state/may.ts'
import { useActingName } from '../../state/who.ts'
import { LinkedText } from '../../ui/linked-text.tsx'
import styles from './detail.module.css'

/** What people wrote of this life, the newest first; each takes their own back. */
export function Notes({ alert }: { readonly alert: Alert }): ReactNode {
  const minute = useTicking(({ now }) => Math.floor(now() / 60_000) * 60_000)
  const me = useActingName()
  const { notes = [] } = alert
  if (notes.length === 0) return null
  return (
    <section aria-labelledby="detail-notes" className={styles.part}>
      <h2 id="detail-notes" className={styles.heading}>
        Notes
      </h2>
      <ul className={styles.notes}>
        {notes.toReversed().map((note) => (
          <li key={note.id}>
            <p className={styles.note}>
              <LinkedText text={note.text} />
            </p>
            <p className={styles.by}>
              {byLine(note, minute)} {note.name === me && <TakeBack alert={alert} note={note} />}
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}

function TakeBack({ alert, note }: { readonly alert: Alert; readonly note: Note }): ReactNode {
  const { actions } = useWatchfloor()
  const bar = useBar('respond')
  return (
    <button
      type="button"
      className={styles.plain}
      onClick={() => void actions.takeBackNote(alert, note.id)}
      {...bar}
    >
      Take back
    </button>
  )
}

function byLine({ name, at }: Note, now: Millis): string {
  return `${lineOf(name)}, ${momentText(parseTime(at) ?? now, now)}`
}
