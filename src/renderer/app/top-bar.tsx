import { leftOutCount } from '@watchfloor/contract'
import { Search } from 'lucide-react'
import type { ReactNode } from 'react'
import { useLocation } from 'wouter'
import { formatCount } from '../../shared/counts.ts'
import { hostOf } from '../../shared/hops.ts'
import { isBoardPath } from '../../shared/page-paths.ts'
import { FreshnessBadge } from '../features/freshness/freshness-badge.tsx'
import { WhoMenu } from '../features/sign-in/who-menu.tsx'
import { useBoard, useLeftOut, useWatchfloor } from '../state/context.ts'
import { changeView } from '../state/view-place.ts'
import { useActingName } from '../state/who.ts'
import classes from './top-bar.module.css'

/** Which server, which view, and whether it can be trusted. */
export function TopBar(): ReactNode {
  const { bridge, screen } = useWatchfloor()
  const [path] = useLocation()
  const isBoard = isBoardPath(path)
  return (
    <header className={classes.bar} data-region="Top bar">
      <strong className={classes.server} data-hint={bridge.server}>
        {hostOf(bridge.server)}
      </strong>
      {isBoard && <Views />}
      <span className={classes.space} />
      {isBoard && (
        <button
          type="button"
          className={classes.search}
          aria-label="Filter"
          onClick={() => screen.focusFilter.run()}
        >
          <Search size={20} aria-hidden="true" />
        </button>
      )}
      <WhoMenu />
      <FreshnessBadge />
    </header>
  )
}

function Views(): ReactNode {
  const name = useActingName()
  const isMine = useBoard(({ view }) => view.mine)
  const here = useBoard(({ arrangement }) => arrangement?.total.firing ?? 0)
  const all = here + leftOutCount(useLeftOut())
  const mine = useBoard(({ arrangement }) => arrangement?.total.owners.get(name ?? '') ?? 0)
  return (
    <nav className={classes.views} aria-label="Views">
      <View label="All" count={all} isOn={!isMine} mine={false} />
      {(name !== null || isMine) && <View label="Mine" count={mine} isOn={isMine} mine />}
    </nav>
  )
}

interface ViewProps {
  readonly label: string
  readonly count: number
  readonly isOn: boolean
  readonly mine: boolean
}

function View({ label, count, isOn, mine }: ViewProps): ReactNode {
  return (
    <button
      type="button"
      className={classes.view}
      aria-current={isOn ? 'true' : undefined}
      onClick={() => changeView((view) => ({ ...view, mine }))}
    >
      {label} <span className={classes.count}>{formatCount(count)}</span>
    </button>
  )
}
