import { type ReactNode, useMemo } from 'react'
import { useLive } from '../../state/context.ts'
import { useQuery } from '../../state/hash-location.ts'
import { Page } from '../../ui/page.tsx'
import { begunBy } from './begun.ts'
import { INITIAL_LENGTH } from './draft.ts'
import { rowsOfSilence } from './matcher-list.ts'
import { SilenceEditor } from './silence-editor.tsx'
import { useEndedSilence } from './use-ended-silence.ts'

export interface SilenceFormProps {
  /** A silence to change; absent for a new one, which the query begins. */
  readonly id?: string | undefined
}

/** The form of one silence. */
export function SilenceForm({ id }: SilenceFormProps): ReactNode {
  const hasBoard = useLive(({ board }) => board !== null)
  if (!hasBoard) return <Notice text="Waiting for the board." />
  return id === undefined ? <NewSilence /> : <KnownSilence id={id} key={id} />
}

function NewSilence(): ReactNode {
  const query = useQuery()
  const begun = useMemo(() => begunBy(query), [query])
  return <SilenceEditor key={query} begun={begun} />
}

/** One that holds or will; and one that has ended, as long as the server remembers it, to be made again. */
function KnownSilence({ id }: { readonly id: string }): ReactNode {
  const known = useLive(({ board }) => board?.silences.get(id))
  const ended = useEndedSilence(known === undefined ? id : null)
  const silence = known ?? ended.silence
  const rows = useMemo(() => (silence === null ? [] : rowsOfSilence(silence)), [silence])
  if (silence === null) {
    return <Notice text={ended.why} />
  }
  const begun = { rows, comment: silence.comment, length: INITIAL_LENGTH, unread: [], unused: [] }
  return <SilenceEditor key={known === undefined ? 'ended' : 'known'} begun={begun} silence={silence} />
}

function Notice({ text }: { readonly text: string }): ReactNode {
  return (
    <Page title="Silence">
      <p>{text}</p>
      <a href="#/silences">All silences</a>
    </Page>
  )
}
