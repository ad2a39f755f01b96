import { Button } from '@mantine/core'
import { type BoardAlert, matchersFromData, parseTime } from '@watchfloor/contract'
import { type ReactNode, useDeferredValue, useMemo, useState } from 'react'
import { lineOf } from '../../../shared/alert-words.ts'
import { plural } from '../../../shared/counts.ts'
import { momentText } from '../../../shared/times.ts'
import { useLive, useTicking, useWatchfloor } from '../../state/context.ts'
import { useBar } from '../../state/may.ts'
import { commentOf, matcherTexts, type ProposedSilence } from '../../state/silence-rows.ts'
import { useActingName } from '../../state/who.ts'
import { refusalText } from '../../ui/refusal-text.ts'
import styles from './silences.module.css'
import { preview } from './verdict.ts'

/** Silences that somebody wants and another person has to confirm: they hide nothing until then (S35). */
export function Proposals({ silences }: { readonly silences: readonly ProposedSilence[] }): ReactNode {
  if (silences.length === 0) return null
  return (
    <section aria-labelledby="proposals" className={styles.proposals}>
      <h2 id="proposals" className={styles.heading}>
        Waiting for a second person <span className={styles.hint}>{silences.length}</span>
      </h2>
      <ul className={styles.all}>
        {silences.map((silence) => (
          <Proposal key={silence.id} silence={silence} />
        ))}
      </ul>
    </section>
  )
}

function Proposal({ silence }: { readonly silence: ProposedSilence }): ReactNode {
  const { bridge, toasts } = useWatchfloor()
  const { proposal } = silence
  const me = useActingName()
  const isMine = me === proposal.by
  const mayConfirm = useBar(
    'respond',
    isMine ? 'You want this silence yourself: another person has to confirm it.' : null,
  )
  const mayRefuse = useBar('respond')
  const [busy, setBusy] = useState<'confirm' | 'refuse' | null>(null)
  const board = useDeferredValue(useLive((state) => state.board))
  const hides = useMemo(() => wouldHide(silence, board?.alerts.values() ?? []), [silence, board])
  const times = useTicking(({ now }) => {
    const text = (time: string): string => momentText(parseTime(time) ?? Number.NaN, now())
    return `until ${text(silence.ends_at)}; the question lapses at ${text(proposal.until)}`
  })
  const comment = commentOf(silence) ?? 'No comment'
  const by = lineOf(proposal.by)
  const say = async (word: 'confirm' | 'refuse'): Promise<void> => {
    setBusy(word)
    const path = `/api/v2/silences/${encodeURIComponent(silence.id)}/${word}`
    const answer = await bridge.request({ method: 'POST', path, body: {} })
    setBusy(null)
    const key = `proposal ${silence.id}`
    if (answer.ok) toasts.push({ kind: 'result', key, text: [DONE[word]], actions: [] })
    else toasts.push({ kind: 'error', key, text: [refusalText(NOT_DONE[word], answer)], actions: [] })
  }
  return (
    <li className={styles.silence}>
      <div className={styles.what}>
        <p className={styles.comment}>{comment}</p>
        <code>{matcherTexts(silence).join(', ')}</code>
        <p className={styles.hint}>
          {by} wants it {times}.
        </p>
        <p className={styles.hint}>
          It hides nothing yet. {hides} It waits because {lineOf(proposal.reason)}.
          {proposal.replaces !== undefined && ' Confirmed, it takes the place of one that holds until then.'}
        </p>
      </div>
      <div className={styles.buttons}>
        <Button
          size="xs"
          loading={busy === 'confirm'}
          disabled={busy === 'refuse'}
          onClick={() => void say('confirm')}
          aria-label={`Confirm silence ${comment}`}
          {...mayConfirm}
        >
          Confirm
        </Button>
        <Button
          size="xs"
          variant="default"
          loading={busy === 'refuse'}
          disabled={busy === 'confirm'}
          onClick={() => void say('refuse')}
          aria-label={`${isMine ? 'Take back' : 'Refuse'} silence ${comment}`}
          {...mayRefuse}
        >
          {isMine ? 'Take back' : 'Refuse'}
        </Button>
      </div>
    </li>
  )
}

const DONE = {
  confirm: 'Confirmed: the silence holds from now on.',
  refuse: 'Refused: the silence will not hold.',
} as const

const NOT_DONE = { confirm: 'Not confirmed', refuse: 'Not refused' } as const

/** What a second person agrees to, criticals said by their number. */
function wouldHide({ matchers }: ProposedSilence, alerts: Iterable<BoardAlert>): string {
  const read = matchersFromData(matchers)
  if (!read.ok) return `What it would hide cannot be said: ${read.error}.`
  const { hidden } = preview(read.value, alerts)
  const criticals = hidden.filter(({ level }) => level === 'critical').length
  return `Confirmed now, it would hide ${plural(hidden.length, 'alert')}${criticals === 0 ? '' : `, ${criticals} critical`}.`
}
