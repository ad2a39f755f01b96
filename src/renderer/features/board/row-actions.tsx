import { type BoardAlert, isGoingOn, mayTake } from '@watchfloor/contract'
import { BellOff, Book, Check, Undo2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { nameOf } from '../../../shared/alert-words.ts'
import { useBoard } from '../../state/context.ts'
import { useWhyNot } from '../../state/may.ts'
import { runbookOf } from '../../state/row-words.ts'
import { takeLabel } from '../../state/take-words.ts'
import { useActingName } from '../../state/who.ts'
import classes from './row-actions.module.css'

export interface RowActionsProps {
  readonly alert: BoardAlert
  readonly alerts: readonly BoardAlert[]
  readonly isActive: boolean
  readonly isSelected: boolean
}

/** Three buttons in space that is always reserved; shown on hover and focus. */
export function RowActions({ alert, alerts, isActive, isSelected }: RowActionsProps): ReactNode {
  const selected = useBoard(({ selected: all }) => (isSelected ? all.size : 0))
  // What a key would do, and only where it would do the same.
  const hint = (label: string, key: string): string =>
    `${label}${selected > 1 ? `, all ${selected} selected` : ''}${isActive || isSelected ? `  ${key}` : ''}`
  const me = useActingName()
  const takeable = alerts.filter((one) => mayTake(one, me))
  const canTake = takeable.length > 0
  const label = takeLabel(takeable, me)
  const isOver = !alerts.some(isGoingOn)
  const runbook = runbookOf(alert)
  const why = useWhyNot('respond')
  const tabIndex = isActive ? 0 : -1
  const name = nameOf(alert)
  return (
    <span role="gridcell" className={classes.actions}>
      {canTake || isOver ? (
        <button
          type="button"
          tabIndex={tabIndex}
          data-action="acknowledge"
          aria-label={`${label} ${name}`}
          data-hint={why ?? (isOver ? 'Already resolved' : hint(label, 'a'))}
          aria-description={why ?? undefined}
          aria-disabled={isOver || why !== null}
        >
          <Check size={16} aria-hidden="true" />
        </button>
      ) : (
        <button
          type="button"
          tabIndex={tabIndex}
          data-action="give-back"
          aria-label={`Give back ${name}`}
          data-hint={why ?? hint('Give back', 'u')}
          aria-description={why ?? undefined}
          aria-disabled={why !== null}
        >
          <Undo2 size={16} aria-hidden="true" />
        </button>
      )}
      <button
        type="button"
        tabIndex={tabIndex}
        data-action="silence"
        aria-label={`Silence ${name}…`}
        data-hint={why ?? hint('Silence…', 's')}
        aria-description={why ?? undefined}
        aria-disabled={why !== null}
      >
        <BellOff size={16} aria-hidden="true" />
      </button>
      <button
        type="button"
        tabIndex={tabIndex}
        data-action="runbook"
        aria-label={`Runbook of ${name}`}
        aria-disabled={runbook === null}
        data-hint={
          runbook === null
            ? 'No runbook: the alert has no runbook_url'
            : `Runbook${isActive ? '  o' : ''}\n${runbook.host}`
        }
      >
        <Book size={16} aria-hidden="true" />
      </button>
    </span>
  )
}
