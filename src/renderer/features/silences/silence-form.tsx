import type { ReactNode } from 'react'
import { useLive } from '../../state/context.ts'
import { useQuery } from '../../state/hash-location.ts'
import { rowsOfQuery, rowsOfSilence } from './draft.ts'
import { SilenceEditor } from './silence-editor.tsx'
import styles from './silences.module.css'

export interface SilenceFormProps {
  /** A silence to change; absent for a new one, whose matchers stand in the query as `filter` (repeatable). */
  readonly id?: string | undefined
}

/** The form of one silence. */
export function SilenceForm({ id }: SilenceFormProps): ReactNode {
  const query = useQuery()
  const hasBoard = useLive(({ board }) => board !== null)
  const known = useLive(({ board }) => (id === undefined ? undefined : board?.silences.get(id)))
  if (!hasBoard) return <Notice text="Waiting for the board." />
  if (id === undefined) return <SilenceEditor key={query} rows={rowsOfQuery(query)} />
  if (known === undefined) return <Notice text="This silence has ended, or never was." />
  return <SilenceEditor key={id} rows={rowsOfSilence(known)} silence={known} />
}

function Notice({ text }: { readonly text: string }): ReactNode {
  return (
    <section aria-label="Silence" className={styles.screen}>
      <p>{text}</p>
      <a href="#/silences">All silences</a>
    </section>
  )
}
