import { Tooltip } from '@mantine/core'
import { type BoardSilence, type Millis, parseTime } from '@watchfloor/contract'
import { type ReactNode, useMemo } from 'react'
import { lineOf } from '../../../shared/alert-words.ts'
import { momentText, shortSpan } from '../../../shared/times.ts'
import { useLive, useTicking } from '../../state/context.ts'
import {
  authorOf,
  commentOf,
  matcherTexts,
  phaseOf,
  proposedSilences,
  shownSilences,
} from '../../state/silence-rows.ts'
import styles from './rail.module.css'

const MOST = 6

/** What is silenced for everyone, what ends soonest first. */
export function SilenceList(): ReactNode {
  const silences = useLive((state) => state.board?.silences)
  const waiting = useMemo(() => proposedSilences(silences?.values() ?? []).length, [silences])
  const rows = useMemo(() => shownSilences(silences?.values() ?? []), [silences])
  return (
    <section aria-labelledby="rail-silences" className={styles.part}>
      <h2 id="rail-silences" className={styles.heading}>
        Silences <span className={styles.count}>{rows.length}</span>
      </h2>
      {rows.length === 0 && (
        <p className={styles.note}>{silences === undefined ? 'Not known yet.' : 'None.'}</p>
      )}
      {waiting > 0 && (
        <a className={styles.more} href="#/silences">
          {waiting === 1 ? '1 more waits' : `${waiting} more wait`} for a second person
        </a>
      )}
      <ul className={styles.list}>
        {rows.slice(0, MOST).map((row) => (
          <SilenceLine key={row.id} silence={row} />
        ))}
      </ul>
      {rows.length > MOST && (
        <a className={styles.more} href="#/silences">
          All {rows.length} silences
        </a>
      )}
    </section>
  )
}

function SilenceLine({ silence }: { readonly silence: BoardSilence }): ReactNode {
  const left = useTicking(({ now }) => countdown(silence, now()))
  const ends = useTicking(({ now }) => momentText(parseTime(silence.ends_at) ?? Number.NaN, now()))
  const comment = commentOf(silence)
  const matchers = useMemo(() => matcherTexts(silence), [silence])
  const label = (
    <>
      <code className={styles.matchers}>{matchers.join('\n')}</code>
      <br />
      {comment !== undefined && <>{comment} · </>}by {authorOf(silence)} · until {ends}
    </>
  )
  return (
    <li>
      <Tooltip
        label={label}
        multiline
        maw={300}
        position="left"
        events={{ hover: true, focus: true, touch: true }}
      >
        <a className={styles.line} href={`#/silences/${encodeURIComponent(silence.id)}`}>
          <span className={styles.name}>{comment ?? lineOf(matchers.join(', '))}</span>
          <span className={styles.fact}>{left}</span>
        </a>
      </Tooltip>
    </li>
  )
}

/** `ends 18 m`, `starts 5 m`, or `ending` when the server has yet to say that it ended. */
export function countdown(silence: Pick<BoardSilence, 'starts_at' | 'ends_at'>, now: Millis): string {
  const phase = phaseOf(silence, now)
  return phase === null ? 'ending' : `${phase.next} ${shortSpan(phase.left)}`
}
