import {
  ArrowLeftRight,
  BellOff,
  HeartPulse,
  History,
  Inbox,
  LayoutList,
  type LucideIcon,
  Settings,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import { isBoardPath } from '../../shared/page-paths.ts'
import { useDesk, useWatchfloor } from '../state/context.ts'
import { HISTORY } from '../state/moment.ts'
import { Mark } from './mark.tsx'
import classes from './nav-rail.module.css'

interface Screen {
  readonly path: string
  readonly label: string
  readonly keys: string
  readonly Icon: LucideIcon
  readonly isHere: (path: string) => boolean
  /** What only the desktop app has. */
  readonly isOfDesktop?: boolean
}

export const SCREENS: readonly Screen[] = [
  {
    path: '/',
    label: 'Board',
    keys: 'g b',
    Icon: LayoutList,
    isHere: isBoardPath,
  },
  {
    path: '/silences',
    label: 'Silences',
    keys: 'g s',
    Icon: BellOff,
    isHere: (path) => path.startsWith('/silences'),
  },
  {
    path: '/inbox',
    label: 'Inbox',
    keys: 'g i',
    Icon: Inbox,
    isHere: (path) => path === '/inbox',
    isOfDesktop: true,
  },
  {
    path: '/handover',
    label: 'Shift',
    keys: 'g o',
    Icon: ArrowLeftRight,
    isHere: (path) => path === '/handover',
  },
  {
    path: HISTORY,
    label: 'History',
    keys: 'g h',
    Icon: History,
    isHere: (path) => path === HISTORY,
  },
  { path: '/health', label: 'Chain', keys: 'g c', Icon: HeartPulse, isHere: (path) => path === '/health' },
  {
    path: '/settings',
    label: 'Settings',
    keys: 'g ,',
    Icon: Settings,
    isHere: (path) => path === '/settings',
  },
]

/** The screens: a rail at the left, a bar at the bottom of narrow windows. */
export function NavRail(): ReactNode {
  const [here] = useLocation()
  const { bridge } = useWatchfloor()
  const screens = SCREENS.filter(({ isOfDesktop = false }) => !isOfDesktop || bridge.desktop !== undefined)
  return (
    <nav className={classes.rail} aria-label="Screens" data-region="Screens">
      <span className={classes.mark}>
        <Mark />
      </span>
      {screens.map(({ path, label, keys, Icon, isHere }) => (
        <Link
          key={path}
          href={path}
          className={classes.item}
          aria-current={isHere(here) ? 'page' : undefined}
          data-hint={`${label}  ${keys}`}
        >
          <span className={classes.icon}>
            <Icon size={20} aria-hidden="true" />
            {path === '/inbox' && <Unread />}
          </span>
          <span className={classes.label}>{label}</span>
        </Link>
      ))}
    </nav>
  )
}

/** How many rows of the inbox were shown and not read. */
function Unread(): ReactNode {
  const unread = useDesk((desk) => desk?.unread ?? 0)
  if (unread === 0) return null
  return (
    <span className={classes.unread}>
      {unread > 99 ? '99+' : unread}
      <span className={classes.spoken}> unread</span>
    </span>
  )
}
