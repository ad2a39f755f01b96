import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { lineOf } from '../../../shared/alert-words.ts'
import { formatCount } from '../../../shared/counts.ts'
import type { Unread } from '../../../shared/narrowing.ts'
import { useBoard } from '../../state/context.ts'
import { EVERYTHING, withoutUnread } from '../../state/view.ts'
import { changeView } from '../../state/view-place.ts'
import classes from './unread-filter.module.css'

const PARTS: Readonly<Record<Unread['name'], string>> = {
  filter: 'filter',
  severity: 'severity',
  view: 'view',
}

/** In place of the list: what was asked for cannot be read, and neither nothing nor everything is an answer to it (S28). */
export function UnreadFilter(): ReactNode {
  const unread = useBoard(({ view }) => view.unread)
  const firing = useBoard(({ arrangement }) => arrangement?.total.firing ?? 0)
  const criticals = useBoard(({ arrangement }) => arrangement?.total.levels.critical ?? 0)
  return (
    <section className={classes.block} role="alert" aria-labelledby="unread-filter">
      <h2 id="unread-filter" className={classes.title}>
        {unread.length === 1 ? 'Part of this filter cannot be read' : 'Parts of this filter cannot be read'}
      </h2>
      <p>
        So no alert is shown for it. {formatCount(firing)} fire, {formatCount(criticals)} of them critical.
      </p>
      <ul className={classes.parts}>
        {unread.map((one) => (
          <li key={`${one.name} ${one.text}`}>
            <p className={classes.what}>
              <span>{PARTS[one.name]}</span> <code>{lineOf(one.text)}</code>
            </p>
            <p className={classes.why}>{lineOf(one.why)}</p>
            <Button
              size="xs"
              variant="default"
              aria-label={`Leave out ${lineOf(one.text)}`}
              onClick={() => changeView((view) => withoutUnread(view, one))}
            >
              Leave it out
            </Button>
          </li>
        ))}
      </ul>
      <Button size="xs" onClick={() => changeView(() => EVERYTHING)}>
        Show the whole board
      </Button>
    </section>
  )
}
