import { Button } from '@mantine/core'
import type { BoardSilence, Millis } from '@watchfloor/contract'
import { type ReactNode, useDeferredValue, useMemo, useState } from 'react'
import { lineOf } from '../../../shared/alert-words.ts'
import { formatCount } from '../../../shared/counts.ts'
import { formatCalmly, momentText } from '../../../shared/times.ts'
import { useLive, useTicking } from '../../state/context.ts'
import { useQuery } from '../../state/hash-location.ts'
import { useBar } from '../../state/may.ts'
import {
  authorOf,
  commentOf,
  matcherTexts,
  phaseOf,
  proposedSilences,
  shownSilences,
} from '../../state/silence-rows.ts'
import { Page } from '../../ui/page.tsx'
import { AskedFor } from './asked-for.tsx'
import { askedOf, withMatchers } from './asked-silences.ts'
import { Proposals } from './proposals.tsx'
import { notesOf } from './silence-notes.tsx'
import { hiddenBy, hidesNow, whereabouts } from './silence-words.ts'
import styles from './silences.module.css'
import { useSilencing } from './use-silencing.ts'

/** Silences that are shown at once: thousands would stop the page. */
const PAGE = 50
/** Characters of an annotation in the list; its own page has all of it. */
const MOST_OF_NOTE = 100

/** The screen of all silences, or of those with the matchers that the place asks for; what ends soonest comes first. */
export function Silences(): ReactNode {
  const silences = useLive(({ board }) => board?.silences)
  const query = useQuery()
  const asked = useMemo(() => askedOf(query), [query])
  const all = useMemo(() => shownSilences(silences?.values() ?? []), [silences])
  const proposed = useMemo(() => proposedSilences(silences?.values() ?? []), [silences])
  const sorted = useMemo(() => withMatchers(all, asked), [all, asked])
  const [most, setMost] = useState(PAGE)
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
      <ul className={styles.all}>
        {sorted.slice(0, most).map((silence) => (
          <Line key={silence.id} silence={silence} />
        ))}
      </ul>
      {sorted.length > most && (
        <Button size="xs" variant="default" onClick={() => setMost((shown) => shown + PAGE)}>
          Show more: {formatCount(sorted.length - most)} end later
        </Button>
      )}
    </Page>
  )
}

function Line({ silence }: { readonly silence: BoardSilence }): ReactNode {
  const { end } = useSilencing()
  const bar = useBar('respond')
  const [busy, setBusy] = useState(false)
  const comment = commentOf(silence) ?? 'No comment'
  const board = useDeferredValue(useLive((state) => state.board))
  const shown = useMemo(() => matcherTexts(silence).join(', '), [silence])
  const hidden = useMemo(() => hiddenBy(silence, board?.alerts.values() ?? []), [silence, board])
  const left = useTicking(({ now }) => leftText(silence, now()))
  const stop = async (): Promise<void> => {
    setBusy(true)
    await end(silence)
    setBusy(false)
  }
  return (
    <li className={styles.silence}>
      <div className={styles.what}>
        <p className={styles.comment}>{comment}</p>
        <code>{shown}</code>
        {typeof hidden === 'string' && <p className={styles.wrong}>It {hidesNow(silence, hidden)}</p>}
        <p className={styles.hint}>
          by {authorOf(silence)}
          {typeof hidden === 'number' && ` · ${hidesNow(silence, hidden)}`}
          {whereabouts(silence).map((text) => ` · ${lineOf(text)}`)}
          {notesOf(silence).map(
            ([name, value]) => ` · ${lineOf(`${name}: ${value}`.slice(0, MOST_OF_NOTE))}`,
          )}
        </p>
      </div>
      <span className={styles.left}>{left}</span>
      <div className={styles.buttons}>
        <Button
          component="a"
          href={`#/silences/${encodeURIComponent(silence.id)}`}
          size="xs"
          variant="default"
          aria-label={`Change silence ${comment}`}
          {...bar}
        >
          Change
        </Button>
        <Button
          size="xs"
          variant="default"
          loading={busy}
          onClick={() => void stop()}
          aria-label={`End silence ${comment} now`}
          {...bar}
        >
          End now
        </Button>
      </div>
    </li>
  )
}

/** Seconds only in the last minute: a list of silences does not twitch. */
function leftText(silence: BoardSilence, now: Millis): string {
  const phase = phaseOf(silence, now)
  if (phase === null) return 'ending'
  return `${phase.next} in ${formatCalmly(phase.left)} (${momentText(phase.at, now)})`
}
