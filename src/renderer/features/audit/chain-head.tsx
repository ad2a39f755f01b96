import { Button } from '@mantine/core'
import { AuditHead, AuditVerdict, parser } from '@watchfloor/contract'
import { type ReactNode, useRef, useState } from 'react'
import { lineOf } from '../../../shared/alert-words.ts'
import { formatCount, plural } from '../../../shared/counts.ts'
import { ask } from '../../state/bridge.ts'
import { useWatchfloor } from '../../state/context.ts'
import { useServed } from '../../state/use-served.ts'
import { refusalText } from '../../ui/refusal-text.ts'
import { COPY_LABELS, useCopy } from '../../ui/use-copy.ts'
import classes from './audit.module.css'

const parseHead = parser(AuditHead)
const parseVerdict = parser(AuditVerdict)

/** Where the chain ends, to be kept elsewhere; and whether it is whole. */
export function ChainHead(): ReactNode {
  const { bridge } = useWatchfloor()
  const served = useServed('/api/v2/audit/head', parseHead)
  const shown = useRef<HTMLElement>(null)
  const [state, copy] = useCopy(shown)
  const [said, say] = useState('')
  const [isBusy, setBusy] = useState(false)
  const head = served.value
  const check = async (): Promise<void> => {
    setBusy(true)
    const answer = await ask(bridge, { path: '/api/v2/audit/verify' }, parseVerdict)
    setBusy(false)
    say(answer.ok ? verdictText(answer.value) : refusalText('Not checked', answer))
    served.again()
  }
  return (
    <section className={classes.head} aria-labelledby="audit-head">
      <div className={classes.words}>
        <h2 id="audit-head" className={classes.heading}>
          Where the log ends
        </h2>
        {served.refusal !== null && head === undefined && (
          <p role="alert">{refusalText('The end could not be read', served.refusal)}</p>
        )}
        {head !== undefined && (
          <code className={classes.hash} ref={shown}>
            {head.head}
          </code>
        )}
        <p className={classes.hint}>
          Keep it outside of this server: <code>watchfloor-server audit verify --head …</code> then finds
          whatever was rewritten or cut off before it.
        </p>
        <p role="status" className={classes.said}>
          {said}
        </p>
      </div>
      <div className={classes.buttons}>
        <Button
          size="xs"
          variant="default"
          disabled={head === undefined}
          onClick={() => void copy(head?.head ?? '')}
        >
          {state === 'no' ? 'Copy the end' : COPY_LABELS[state]}
        </Button>
        <Button size="xs" variant="default" loading={isBusy} onClick={() => void check()}>
          Check the chain
        </Button>
      </div>
    </section>
  )
}

/** What was found, and what it does not prove. */
export function verdictText({ whole, entries, trimmed_to, problems }: AuditVerdict): string {
  if (!whole) {
    const all = problems.map(({ sequence, message }) => `${sequence}: ${lineOf(message)}`).join('; ')
    return `The chain is NOT whole. Entry ${all}.`
  }
  const trimmed =
    trimmed_to === null
      ? ''
      : ` Up to entry ${formatCount(trimmed_to)} they were deleted by age, and signed for.`
  return `Whole: ${plural(entries, 'entry', 'entries')} follow from each other.${trimmed} Whether all of it was rewritten, only an end that was kept outside tells.`
}
