import { Button } from '@mantine/core'
import { type ReactNode, useMemo, useState } from 'react'
import { formatCount } from '../../../shared/counts.ts'
import { useLive } from '../../state/context.ts'
import { useQuery } from '../../state/hash-location.ts'
import { useBar } from '../../state/may.ts'
import { proposedSilences, shownSilences } from '../../state/silence-rows.ts'
import { Page } from '../../ui/page.tsx'
import { AskedFor } from './asked-for.tsx'
import { askedOf, withMatchers } from './asked-silences.ts'
import { EndSelected } from './end-selected.tsx'
import { EndedSilences } from './ended-silences.tsx'
import { Proposals } from './proposals.tsx'
import { SilenceLine } from './silence-line.tsx'
import styles from './silences.module.css'

/** Silences that are shown at once: thousands would stop the page. */
const PAGE = 50

/** The screen of all silences, or of those with the matchers that the place asks for; what ends soonest comes first. */
export function Silences(): ReactNode {
  const silences = useLive(({ board }) => board?.silences)
  const query = useQuery()
  const asked = useMemo(() => askedOf(query), [query])
  const all = useMemo(() => shownSilences(silences?.values() ?? []), [silences])
  const proposed = useMemo(() => proposedSilences(silences?.values() ?? []), [silences])
  const sorted = useMemo(() => withMatchers(all, asked), [all, asked])
  const [most, setMost] = useState(PAGE)
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const bar = useBar('respond')
  return (
    <Page
      title="Silences"
      width="table"
      actions={
        <Button component="a" href="#/silences/new" size="xs" {...bar}>
          New silence
        </Button>
      }
    >
      <Proposals silences={proposed} />
      <AskedFor asked={asked} shown={sorted.length} all={all.length} />
      {all.length === 0 && proposed.length === 0 && (
        <p>
          {silences === undefined ? 'Waiting for the board.' : 'Nothing is silenced, and nothing is planned.'}
        </p>
      )}
      {sorted.length > 1 && (
        <EndSelected
          all={sorted}
          selected={sorted.filter(({ id }) => selected.has(id))}
          onSelect={(some) => setSelected(new Set(some.map(({ id }) => id)))}
        />
      )}
      <ul className={styles.all}>
        {sorted.slice(0, most).map((silence) => (
          <SilenceLine
            key={silence.id}
            silence={silence}
            isSelected={selected.has(silence.id)}
            onSelect={(isSelected) => setSelected(changed(selected, silence.id, isSelected))}
          />
        ))}
      </ul>
      {sorted.length > most && (
        <Button size="xs" variant="default" onClick={() => setMost((shown) => shown + PAGE)}>
          Show more: {formatCount(sorted.length - most)} end later
        </Button>
      )}
      <EndedSilences />
    </Page>
  )
}

function changed(selected: ReadonlySet<string>, id: string, isSelected: boolean): ReadonlySet<string> {
  const next = new Set(selected)
  if (isSelected) next.add(id)
  else next.delete(id)
  return next
}
