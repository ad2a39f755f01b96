import { type AuditEntry, parseTime } from '@watchfloor/contract'
import { ChevronDown, ChevronRight } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import { lineOf } from '../../../shared/alert-words.ts'
import { asOfText } from '../../../shared/times.ts'
import { useTicking } from '../../state/context.ts'
import classes from './audit.module.css'
import { onText, RESULT_WORDS, toneOf, whoText } from './audit-words.ts'
import { EntryDetail } from './entry-detail.tsx'

/** One act or refusal; pressed, all of it. */
export function EntryLine({ entry }: { readonly entry: AuditEntry }): ReactNode {
  const [isOpen, setOpen] = useState(false)
  const id = useId()
  const time = parseTime(entry.at) ?? Number.NaN
  const at = useTicking(({ now }) => asOfText(time, now()))
  const on = onText(entry)
  const Chevron = isOpen ? ChevronDown : ChevronRight
  const count = entry.repeated?.count ?? 1
  const times = count === 1 ? '' : ` ×${count}`
  return (
    <li>
      <button
        type="button"
        className={classes.line}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        <Chevron size={14} aria-hidden="true" />
        <span className={classes.at}>{at}</span>
        <span className={classes.who}>{whoText(entry)}</span>
        <span className={classes.what}>
          <code>{lineOf(entry.what)}</code>
          {times}
          {on !== '' && <span className={classes.on}> {on}</span>}
        </span>
        <span className={classes.result} data-tone={toneOf(entry.result)}>
          {RESULT_WORDS[entry.result]}
        </span>
      </button>
      <div id={id}>{isOpen && <EntryDetail entry={entry} />}</div>
    </li>
  )
}
