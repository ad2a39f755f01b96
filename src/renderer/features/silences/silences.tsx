import { Button } from '@mantine/core'
import type { BoardSilence, Millis } from '@watchfloor/contract'
import { type ReactNode, useDeferredValue, useMemo, useState } from 'react'
import { lineOf } from '../../../shared/alert-words.ts'
import { formatCount } from '../../../shared/counts.ts'
import { formatCalmly, momentText } from '../../../shared/times.ts'
import { useLive, useTicking } from '../../state/context.ts'
import { authorOf, commentOf, matcherTexts, phaseOf, shownSilences } from '../../state/silence-rows.ts'
import { hiddenBy, hidesNow, whereabouts } from './silence-words.ts'
import styles from './silences.module.css'
import { useSilencing } from './use-silencing.ts'

/** Silences that are shown at once: thousands would stop the page. */
const PAGE = 50

/** The screen of all silences, those that end soonest first. */
export function Silences(): ReactNode {
  const silences = useLive(({ board }) => board?.silences)
  const sorted = useMemo(() => shownSilences(silences?.values() ?? []), [silences])
  const [most, setMost] = useState(PAGE)
  return (
    <section aria-labelledby="silences-title" className={styles.screen}>
      <div className={styles.bar}>
        <h1 id="silences-title" className={styles.title}>
          Silences
        </h1>
        <Button component="a" href="#/silences/new" size="xs">
          New silence
        </Button>
        <a href="#/">Board</a>
      </div>
      {sorted.length === 0 && (
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
    </section>
  )
}

function Line({ silence }: { readonly silence: BoardSilence }): ReactNode {
  const { end } = useSilencing()
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
        <p className={styles.hint}>
          by {authorOf(silence)} · {hidesNow(silence, hidden)}
          {whereabouts(silence).map((text) => ` · ${lineOf(text)}`)}
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
        >
          Change
        </Button>
        <Button
          size="xs"
          variant="default"
          loading={busy}
          onClick={() => void stop()}
          aria-label={`End silence ${comment} now`}
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
