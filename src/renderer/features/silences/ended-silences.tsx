import { Button } from '@mantine/core'
import {
  type BoardSilence,
  isAcknowledgement,
  type Parsed,
  parseTime,
  readAlertmanagerSilence,
} from '@watchfloor/contract'
import { type ReactNode, useEffect, useState } from 'react'
import { lineOf } from '../../../shared/alert-words.ts'
import { formatCount } from '../../../shared/counts.ts'
import { momentText } from '../../../shared/times.ts'
import { ask } from '../../state/bridge.ts'
import { useLive, useTicking, useWatchfloor } from '../../state/context.ts'
import { useBar } from '../../state/may.ts'
import { authorOf, commentOf, matcherTexts } from '../../state/silence-rows.ts'
import { refusalText } from '../../ui/refusal-text.ts'
import { silenceOf } from './silence-of.ts'
import styles from './silences.module.css'

const PATH = '/api/v2/silences?active=false&pending=false&expired=true'
const PAGE = 20

/** Silences that are over, as long as the server remembers them: each can be made again. Asked for when they are wanted. */
export function EndedSilences(): ReactNode {
  const [isOpen, setOpen] = useState(false)
  return (
    <section aria-labelledby="ended-silences" className={styles.ended}>
      <h2 id="ended-silences" className={styles.heading}>
        Ended
      </h2>
      {isOpen ? (
        <List />
      ) : (
        <Button size="xs" variant="default" onClick={() => setOpen(true)}>
          Show those that have ended
        </Button>
      )}
    </section>
  )
}

function List(): ReactNode {
  const { bridge } = useWatchfloor()
  const held = useLive(({ board }) => board?.silences.size ?? 0)
  const [ended, setEnded] = useState<readonly BoardSilence[] | string | null>(null)
  const [most, setMost] = useState(PAGE)
  // biome-ignore lint/correctness/useExhaustiveDependencies: one that ended, or was made again, is another list
  useEffect(() => {
    let isOver = false
    void ask(bridge, { path: PATH }, readAll).then((answer) => {
      if (!isOver) setEnded(answer.ok ? answer.value : refusalText('Ended silences not read', answer))
    })
    return () => {
      isOver = true
    }
  }, [bridge, held])
  if (ended === null) return <p className={styles.hint}>Asking the server…</p>
  if (typeof ended === 'string') return <p role="alert">{ended}</p>
  if (ended.length === 0) return <p className={styles.hint}>None that the server remembers.</p>
  return (
    <>
      <ul className={styles.all}>
        {ended.slice(0, most).map((silence) => (
          <Line key={silence.id} silence={silence} />
        ))}
      </ul>
      {ended.length > most && (
        <Button size="xs" variant="default" onClick={() => setMost((shown) => shown + PAGE)}>
          Show more: {formatCount(ended.length - most)} ended earlier
        </Button>
      )}
    </>
  )
}

function Line({ silence }: { readonly silence: BoardSilence }): ReactNode {
  const bar = useBar('respond')
  const comment = commentOf(silence) ?? 'No comment'
  const over = useTicking(({ now }) => `ended ${momentText(parseTime(silence.ends_at) ?? Number.NaN, now())}`)
  return (
    <li className={styles.silence}>
      <div className={styles.what}>
        <p className={styles.comment}>{comment}</p>
        <code>{matcherTexts(silence).join(', ')}</code>
        <p className={styles.hint}>by {lineOf(authorOf(silence))}</p>
      </div>
      <span className={styles.left}>{over}</span>
      <div className={styles.buttons}>
        <Button
          component="a"
          href={`#/silences/${encodeURIComponent(silence.id)}`}
          size="xs"
          variant="default"
          aria-label={`Silence again: ${comment}`}
          {...bar}
        >
          Again
        </Button>
      </div>
    </li>
  )
}

/** What cannot be read is left out: it can be made again by nobody. What stood for an acknowledgement was no silence. */
function readAll(answer: unknown): Parsed<readonly BoardSilence[]> {
  if (!Array.isArray(answer)) return { ok: false, error: 'no list of silences' }
  return {
    ok: true,
    value: answer.flatMap((one: unknown) => {
      const read = readAlertmanagerSilence(one)
      return read.ok && !isAcknowledgement(read.value) ? [silenceOf(read.value)] : []
    }),
  }
}
