import { Search } from 'lucide-react'
import type { ReactNode } from 'react'
import { useLocation } from 'wouter'
import { hostOf } from '../../shared/hops.ts'
import { isBoardPath } from '../../shared/page-paths.ts'
import { FreshnessBadge } from '../features/freshness/freshness-badge.tsx'
import { WhoMenu } from '../features/sign-in/who-menu.tsx'
import { Views } from '../features/views/views.tsx'
import { useWatchfloor } from '../state/context.ts'
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
