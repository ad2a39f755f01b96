import { Button, Checkbox } from '@mantine/core'
import type { BoardSilence, Millis } from '@watchfloor/contract'
import { type ReactNode, useDeferredValue, useMemo, useState } from 'react'
import { lineOf } from '../../../shared/alert-words.ts'
import { formatCalmly, momentText } from '../../../shared/times.ts'
import { useLive, useTicking } from '../../state/context.ts'
import { useBar } from '../../state/may.ts'
import { authorOf, commentOf, matcherTexts, phaseOf } from '../../state/silence-rows.ts'
import { notesOf } from './silence-notes.tsx'
import { hiddenBy, hidesNow, whereabouts } from './silence-words.ts'
import styles from './silences.module.css'
import { useSilencing } from './use-silencing.ts'

/** Characters of an annotation in the list; its own page has all of it. */
const MOST_OF_NOTE = 100

export interface SilenceLineProps {
  readonly silence: BoardSilence
  readonly isSelected: boolean
  readonly onSelect: (selected: boolean) => void
}

/** One silence of the list: what it hides, how long still, and what can be done with it. */
export function SilenceLine({ silence, isSelected, onSelect }: SilenceLineProps): ReactNode {
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
      <Checkbox
        size="xs"
        aria-label={`Select silence ${comment}`}
        checked={isSelected}
        onChange={(event) => onSelect(event.currentTarget.checked)}
        className={styles.select}
      />
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
